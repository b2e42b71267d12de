/** The demo organizations. */
@NullMarked
package io.enterprisemode.local.seed;

import org.jspecify.annotations.NullMarked;
