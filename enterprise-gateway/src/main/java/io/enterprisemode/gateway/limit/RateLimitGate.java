package io.enterprisemode.gateway.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.enterprisemode.gateway.backend.Routes;
import io.enterprisemode.web.access.AccessFilter;
import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.RateLimit;
import io.enterprisemode.web.request.ClientAddresses;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.TimeMeter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Enforces the limits of callers. A request is counted for the caller that a service or the session has identified. A
 * request whose credential is not known yet is counted for its address if the credential is refused. The address is the
 * one of {@link ClientAddresses}, never a header that anybody may send.
 */
@ApplicationScoped
public class RateLimitGate {

    /** The header in which a service names the caller that the credential belongs to; in lower case. */
    public static final String CALLER = AccessFilter.CALLER_HEADER.toLowerCase(Locale.ROOT);

    private static final Logger LOG = Logger.getLogger(RateLimitGate.class);
    /**
     * After the filters that give ids and headers and refuse bodies, from 9,000 on; before Quarkus sends anybody to
     * sign in, at 100.
     */
    private static final int BEFORE_AUTHENTICATION = 8_000;

    private static final int UNAUTHENTICATED = 401;
    private static final int CREATED = 201;
    private static final String FOUNDING = "/api/organizations";
    private static final String SIGN_IN = "/login";
    private static final List<String> LIMITED = List.of("/api/", "/scim/", "/access/", "/.well-known/", SIGN_IN);
    private static final String UNKNOWN_ADDRESS = "unknown";
    private static final String IDENTIFIED = RateLimitGate.class.getName();

    private final boolean enabled;
    private final RateLimits limits;
    private final KnownCallers known;
    private final ClientAddresses addresses;
    private final ProblemMapper problems;

    RateLimitGate(LimitsConfiguration configuration, ClientAddresses addresses, ProblemMapper problems) {
        this.enabled = configuration.enabled();
        this.limits = new RateLimits(limits(configuration), configuration.mostCallers(), TimeMeter.SYSTEM_NANOTIME);
        this.known = new KnownCallers(configuration.mostCallers(), Ticker.systemTicker());
        this.addresses = addresses;
        this.problems = problems;
    }

    private static Map<LimitKind, Bandwidth> limits(LimitsConfiguration configuration) {
        Map<LimitKind, Bandwidth> limits = new EnumMap<>(LimitKind.class);
        for (LimitKind kind : LimitKind.values()) {
            limits.put(
                    kind,
                    switch (kind) {
                        case DATA ->
                            RateLimits.limit(
                                    configuration.data().most(),
                                    configuration.data().per());
                        case REQUESTS ->
                            RateLimits.limit(
                                    configuration.requests().most(),
                                    configuration.requests().per());
                        case ADDRESS ->
                            RateLimits.limit(
                                    configuration.address().most(),
                                    configuration.address().per());
                        case REFUSED ->
                            RateLimits.limit(
                                    configuration.refusedCredentials().most(),
                                    configuration.refusedCredentials().per());
                        case SIGN_IN ->
                            RateLimits.limit(
                                    configuration.signIn().most(),
                                    configuration.signIn().per());
                        case ORGANIZATIONS ->
                            RateLimits.limit(
                                    configuration.organizations().most(),
                                    configuration.organizations().per());
                    });
        }
        return limits;
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::admit, BEFORE_AUTHENTICATION);
        }
    }

    private void admit(RoutingContext routing) {
        if (LIMITED.stream().noneMatch(routing.normalizedPath()::startsWith)) {
            routing.next();
            return;
        }
        try {
            String address = address(routing);
            hold(limits.take(LimitKind.ADDRESS, address), routing);
            if (routing.normalizedPath().equals(SIGN_IN)) {
                hold(limits.take(LimitKind.SIGN_IN, address), routing);
            }
            String credential = routing.request().getHeader("Authorization");
            String caller = credential == null ? null : known.caller(credential);
            if (caller != null) {
                identified(routing, caller);
            } else {
                hold(limits.look(LimitKind.REFUSED, address), routing);
            }
            if (Routes.serviceOf(routing.normalizedPath()).isEmpty()) {
                routing.addHeadersEndHandler(sent -> answeredHere(routing));
            }
        } catch (ProblemException refused) {
            UnreadBody.closeAfterwards(routing);
            problems.answer(refused, routing);
            return;
        }
        routing.next();
    }

    /**
     * Counts the request for its verified caller.
     *
     * @throws ProblemException too-many-requests, 429
     */
    public void identified(RoutingContext routing, UUID principalId) {
        if (enabled && routing.get(IDENTIFIED) == null) {
            identified(routing, principalId.toString());
        }
    }

    private void identified(RoutingContext routing, String caller) {
        routing.put(IDENTIFIED, caller);
        LimitKind kind = Routes.isData(routing.normalizedPath()) ? LimitKind.DATA : LimitKind.REQUESTS;
        hold(limits.take(kind, caller), routing);
        if (founds(routing)) {
            hold(limits.look(LimitKind.ORGANIZATIONS, caller), routing);
        }
    }

    /**
     * Takes note of what a service answered.
     *
     * @param caller the caller that the service names for the credential; null: the request did not get so far, or the
     *     path is open to anyone
     */
    public void answered(RoutingContext routing, int status, @Nullable String caller) {
        if (!enabled) {
            return;
        }
        String credential = routing.request().getHeader("Authorization");
        if (status == UNAUTHENTICATED) {
            limits.take(LimitKind.REFUSED, address(routing));
            if (credential != null) {
                known.forget(credential);
            }
        } else if (caller != null) {
            if (credential != null) {
                known.put(credential, caller);
            }
            if (status == CREATED && founds(routing)) {
                RateLimitDecision standing = limits.take(LimitKind.ORGANIZATIONS, caller);
                if (standing.isNearlySpent()) {
                    tell(standing, routing);
                }
            }
        }
    }

    private void answeredHere(RoutingContext routing) {
        String caller = routing.response().headers().get(CALLER);
        routing.response().headers().remove(CALLER);
        answered(routing, routing.response().getStatusCode(), caller);
    }

    private static boolean founds(RoutingContext routing) {
        return HttpMethod.POST.equals(routing.request().method())
                && routing.normalizedPath().equals(FOUNDING);
    }

    private void hold(RateLimitDecision standing, RoutingContext routing) {
        RateLimit limit = standing.limit();
        if (!standing.allowed()) {
            LOG.infof("too many %s from %s", standing.kind().policy(), address(routing));
            throw ProblemException.tooManyRequests(
                    "The limit is " + limit.quota() + " in " + limit.window().toSeconds() + " seconds.", limit);
        }
        if (standing.isNearlySpent()) {
            tell(standing, routing);
        }
    }

    private static void tell(RateLimitDecision standing, RoutingContext routing) {
        routing.response()
                .putHeader(RateLimit.POLICY_FIELD, standing.limit().policyField())
                .putHeader(RateLimit.FIELD, standing.limit().field());
    }

    private String address(RoutingContext routing) {
        return Optional.ofNullable(addresses.of(routing.request())).orElse(UNKNOWN_ADDRESS);
    }
}
