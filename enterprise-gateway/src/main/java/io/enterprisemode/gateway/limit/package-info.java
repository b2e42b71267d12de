/** Limits on how much a caller may do. */
@NullMarked
package io.enterprisemode.gateway.limit;

import org.jspecify.annotations.NullMarked;
