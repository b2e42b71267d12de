/** Who caused which part of a cost. */
@NullMarked
package io.enterprisemode.reporting.allocation;

import org.jspecify.annotations.NullMarked;
