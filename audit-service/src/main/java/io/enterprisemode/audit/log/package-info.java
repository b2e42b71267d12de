/** The append-only log: what comes in by Kafka and over HTTP, once per event id. */
@NullMarked
package io.enterprisemode.audit.log;

import org.jspecify.annotations.NullMarked;
