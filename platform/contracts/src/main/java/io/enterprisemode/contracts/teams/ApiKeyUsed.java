package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * When a service last let somebody in by an API key. Each replica of a service tells of each key it has seen at most
 * once a minute; the latest instant counts, so that order and repetition do not matter.
 *
 * @param service who saw it, such as {@code billing}
 * @param usedAt the last use that this replica has seen
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
