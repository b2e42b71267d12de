package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.UUID;

/**
 * Asks again for a right that was there when a request began. An answer that goes on for long, such as an export, asks
 * before each of its parts, so that whoever is removed reads no further.
 */
@ApplicationScoped
public class AccessRecheck {

    private final Instance<AccessPolicy> policies;
    private final Clock clock;

    AccessRecheck(Instance<AccessPolicy> policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * Succeeds while the caller holds the permission on the organization itself; a problem otherwise: 401 when the API
     * key is revoked or has expired, 404 when there is no membership any more, 403 when the roles or the scopes of the
     * key do not reach, 503 when it cannot be decided.
     */
    public Uni<Void> confirm(Caller caller, UUID organizationId, Permission permission) {
        return switch (caller.kind()) {
            case USER, SERVICE_ACCOUNT ->
                policies.get()
                        .grants(organizationId, caller.principalId())
                        .invoke(grants -> confirm(grants, permission))
                        .replaceWithVoid();
            case API_KEY ->
                policies.get()
                        .apiKey(caller.subject())
                        .map(known -> known.filter(key -> key.isLive(clock.instant()))
                                .orElseThrow(() -> ProblemType.UNAUTHENTICATED.with("The API key is no longer valid.")))
                        .chain(key -> policies.get()
                                .grants(organizationId, key.principalId())
                                .invoke(grants -> confirm(narrowed(grants, key), permission)))
                        .replaceWithVoid();
        };
    }

    private static Grants narrowed(Grants grants, AccessPolicy.ApiKey key) {
        return grants.isMember() ? grants.narrowedTo(key.scopes()) : grants;
    }

    private static void confirm(Grants grants, Permission permission) {
        if (!grants.isMember()) {
            throw ProblemException.notFound("organization");
        }
        if (!grants.allows(permission)) {
            throw ProblemType.FORBIDDEN.with("You lack the permission " + permission.code() + ".");
        }
    }
}
