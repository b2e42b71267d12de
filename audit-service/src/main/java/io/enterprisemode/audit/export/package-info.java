/** Taking events out of the suite as a file. */
@NullMarked
package io.enterprisemode.audit.export;

import org.jspecify.annotations.NullMarked;
