package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a permission again that was granted when a request began. A long answer, such as an export, checks before each
 * of its parts, so that a removed member gets no further parts. An operation whose body took long to arrive checks
 * before it runs ({@link #isDue}): the decision at the head of the request is valid for {@link #GOOD_FOR}.
 */
@ApplicationScoped
public class AccessRecheck {

    /** How long a decision may be used without asking again. */
    public static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private final Instance<AccessPolicy> policies;
    private final Clock clock;

    AccessRecheck(Instance<AccessPolicy> policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * Whether what was decided then must be asked again.
     *
     * @param decidedAt null: nothing was decided
     */
    public boolean isDue(@Nullable Instant decidedAt) {
        return decidedAt != null && clock.instant().isAfter(decidedAt.plus(GOOD_FOR));
    }

    /** The present instant, to be told to {@link #isDue} later. */
    public Instant now() {
        return clock.instant();
    }

    /** The same as {@link #again} for a permission on the organization itself. */
    public Uni<Void> confirm(Caller caller, UUID organizationId, Permission permission) {
        return again(caller, organizationId, permission, Requires.Where.ORGANIZATION)
                .replaceWithVoid();
    }

    /**
     * The caller's roles as they are now, when they have the permission; a problem otherwise: 401 when the API key is
     * revoked or has expired, 404 when there is no membership any more, 403 when the roles or the scopes of the key do
     * not reach, 503 when it cannot be decided.
     */
    public Uni<Grants> again(Caller caller, UUID organizationId, Permission permission, Requires.Where where) {
        Uni<Grants> now =
                switch (caller.kind()) {
                    case USER, SERVICE_ACCOUNT -> policies.get().grants(organizationId, caller.principalId());
                    case API_KEY ->
                        policies.get()
                                .apiKey(caller.subject())
                                .map(known -> known.filter(key -> key.isLive(clock.instant()))
                                        .orElseThrow(() ->
                                                ProblemType.UNAUTHENTICATED.with("The API key is no longer valid.")))
                                .chain(key -> policies.get()
                                        .grants(organizationId, key.principalId())
                                        .map(grants -> narrowed(grants, key)));
                };
        return now.invoke(grants -> confirm(grants, permission, where));
    }

    private static Grants narrowed(Grants grants, AccessPolicy.ApiKey key) {
        return grants.isMember() ? grants.narrowedTo(key.scopes()) : grants;
    }

    private static void confirm(Grants grants, Permission permission, Requires.Where where) {
        if (!grants.isMember()) {
            throw ProblemException.notFound("organization");
        }
        if (!AccessFilter.isAllowed(grants, permission, where)) {
            throw ProblemType.FORBIDDEN.with("You lack the permission " + permission.code() + ".");
        }
    }
}
