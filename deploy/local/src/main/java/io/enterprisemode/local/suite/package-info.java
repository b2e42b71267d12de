/** Everything together: the processes of the suite, started and stopped as a whole and one by one. */
@NullMarked
package io.enterprisemode.local.suite;

import org.jspecify.annotations.NullMarked;
