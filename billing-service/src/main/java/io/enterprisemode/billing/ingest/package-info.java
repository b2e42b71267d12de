/** How usage comes in: over HTTP, by the queue, and as a backfill of older usage; formats and their reading. */
@NullMarked
package io.enterprisemode.billing.ingest;

import org.jspecify.annotations.NullMarked;
