/** What operators do to any service. */
@NullMarked
package io.enterprisemode.kernel.operations;

import org.jspecify.annotations.NullMarked;
