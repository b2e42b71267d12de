/** What follows from counted usage: publishing its hours, and dropping raw events that are old. */
@NullMarked
package io.enterprisemode.billing.rollup;

import org.jspecify.annotations.NullMarked;
