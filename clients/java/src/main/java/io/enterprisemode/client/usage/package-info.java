/** Sends usage to Enterprise Mode: {@link io.enterprisemode.client.usage.UsageClient} is the place to begin. */
@NullMarked
package io.enterprisemode.client.usage;

import org.jspecify.annotations.NullMarked;
