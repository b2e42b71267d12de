/** The commands behind the script {@code suite}. */
@NullMarked
package io.enterprisemode.local.cli;

import org.jspecify.annotations.NullMarked;
