/** Benchmarks against the running suite; {@code ./suite bench [name]} runs them. */
@NullMarked
package io.enterprisemode.systemtests.bench;

import org.jspecify.annotations.NullMarked;
