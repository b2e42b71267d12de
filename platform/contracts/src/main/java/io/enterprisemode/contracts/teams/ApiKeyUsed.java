package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * When a service last accepted an API key. Each replica of a service publishes each used key at most once a minute. The
 * latest instant counts, so order and repetition do not matter.
 *
 * @param service the service that accepted it, such as {@code billing}
 * @param usedAt the last use in this replica
 */
public record ApiKeyUsed(UUID organizationId, String keyId, String service, Instant usedAt) implements EventData {

    public ApiKeyUsed {
        Require.present(organizationId, "organizationId");
        Require.text(keyId, "keyId");
        Require.text(service, "service");
        Require.present(usedAt, "usedAt");
    }

    @Override
    public String key() {
        return keyId + ":" + service;
    }

    @Override
    public String subject() {
        return keyId;
    }
}
