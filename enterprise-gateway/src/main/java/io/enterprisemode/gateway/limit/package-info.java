/** How much of it a caller may do. */
@NullMarked
package io.enterprisemode.gateway.limit;

import org.jspecify.annotations.NullMarked;
