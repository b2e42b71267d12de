/** Hours, and days of a time zone. */
@NullMarked
package io.enterprisemode.kernel.time;

import org.jspecify.annotations.NullMarked;
