/** Requests that are carried out once however often they are sent. */
@NullMarked
package io.enterprisemode.kernel.idempotency;

import org.jspecify.annotations.NullMarked;
