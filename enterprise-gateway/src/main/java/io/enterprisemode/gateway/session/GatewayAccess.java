package io.enterprisemode.gateway.session;

import io.enterprisemode.web.access.AccessPolicy;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The gateway decides nothing about organizations: the services do. Its own operations only ask for a signed-in person
 * or program.
 */
@ApplicationScoped
class GatewayAccess implements AccessPolicy {

    @Override
    public Uni<Grants> grants(UUID organizationId, UUID principalId) {
        return refuse();
    }

    @Override
    public Uni<List<UUID>> organizationsOf(UUID principalId, int limit) {
        return refuse();
    }

    @Override
    public Uni<Optional<ApiKey>> apiKey(String keyId) {
        return Uni.createFrom()
                .failure(ProblemType.UNAUTHENTICATED.with(
                        "API keys belong to an organization and are not accepted here."));
    }

    @Override
    public Uni<Boolean> organizationExists(UUID organizationId) {
        return refuse();
    }

    private static <T> Uni<T> refuse() {
        return Uni.createFrom().failure(ProblemType.FORBIDDEN.with("The services decide about organizations."));
    }
}
