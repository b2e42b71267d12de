/** Transactional outbox with its relay, idempotent consumers, dead letters. */
@NullMarked
package io.enterprisemode.kernel.messaging;

import org.jspecify.annotations.NullMarked;
