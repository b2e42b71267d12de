/** The suite as real processes, from outside. */
@NullMarked
package io.enterprisemode.systemtests;

import org.jspecify.annotations.NullMarked;
