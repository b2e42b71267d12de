/** Checks of stored and published events against the schemas of the contracts module. */
@NullMarked
package io.enterprisemode.testkit.contract;

import org.jspecify.annotations.NullMarked;
