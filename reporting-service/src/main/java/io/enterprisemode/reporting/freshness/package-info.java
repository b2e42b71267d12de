/** How far the figures reach: what has been taken in and what has not. */
@NullMarked
package io.enterprisemode.reporting.freshness;

import org.jspecify.annotations.NullMarked;
