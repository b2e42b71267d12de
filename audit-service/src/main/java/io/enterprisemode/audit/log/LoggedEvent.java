package io.enterprisemode.audit.log;

import io.enterprisemode.contracts.audit.AuditEvent;
import java.time.Instant;

/**
 * An event on its way into the log.
 *
 * @param source who vouches for it: a service of the suite ({@code /billing-service}) or the principal that posted it
 * @param receivedAt when it reached this service
 */
public record LoggedEvent(AuditEvent event, String source, Instant receivedAt) {}
