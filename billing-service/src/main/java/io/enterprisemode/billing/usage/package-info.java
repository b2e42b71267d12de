/** Questions about usage, answered from counters and hours. */
@NullMarked
package io.enterprisemode.billing.usage;

import org.jspecify.annotations.NullMarked;
