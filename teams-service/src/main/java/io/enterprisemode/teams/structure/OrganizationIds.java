package io.enterprisemode.teams.structure;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import java.util.UUID;

/**
 * Ids of new organizations. With an Idempotency-Key the id follows from the caller and the key, so that a repetition
 * finds the tenant in which its first answer is kept.
 */
final class OrganizationIds {

    private static final String NAMESPACE = "urn:enterprisemode:organization-of:";

    private OrganizationIds() {}

    static UUID idFor(IdempotentCall call) {
        return call.key()
                .map(key -> PrincipalId.of(NAMESPACE + call.principalId(), key))
                .orElseGet(UuidCreator::getTimeOrderedEpoch);
    }
}
