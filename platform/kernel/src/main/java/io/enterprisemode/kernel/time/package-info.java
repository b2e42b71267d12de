/** Hours, and days as the people of a time zone live them. */
@NullMarked
package io.enterprisemode.kernel.time;

import org.jspecify.annotations.NullMarked;
