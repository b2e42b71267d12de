package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.ClientAddresses;
import io.enterprisemode.web.request.Origin;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Authorizes every request before its body is read: it finds the caller and the organization, and checks the permission
 * that the operation declares. It denies an operation without a declaration.
 */
@ApplicationScoped
public class AccessFilter {

    /** Names the organization of a request. */
    public static final String ORGANIZATION_HEADER = "Enterprise-Org";

    /** Names it too, in paths of the organization itself. */
    private static final String ORGANIZATION_IN_PATH = "organizationId";

    private static final Logger LOG = Logger.getLogger(AccessFilter.class);
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** A response header with the principal of the request's credential. The gateway reads and removes it. */
    public static final String CALLER_HEADER = "Enterprise-Caller";

    private final CurrentIdentityAssociation identities;
    private final CurrentRequest current;
    private final Instance<AccessPolicy> policies;
    private final Clock clock;
    private final ClientAddresses addresses;
    private final VerifiedTokens verified = new VerifiedTokens();

    AccessFilter(
            CurrentIdentityAssociation identities,
            CurrentRequest current,
            Instance<AccessPolicy> policies,
            Clock clock,
            ClientAddresses addresses) {
        this.identities = identities;
        this.current = current;
        this.policies = policies;
        this.clock = clock;
        this.addresses = addresses;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION, nonBlocking = true)
    public Uni<Response> decide(ResourceInfo resource, UriInfo uri, RoutingContext routing) {
        Method method = resource.getResourceMethod();
        if (method.isAnnotationPresent(Public.class)) {
            return proceed();
        }
        if (method.isAnnotationPresent(SignedIn.class)) {
            return upToDate(routing, () -> authenticate(routing).chain(identity -> proceed()));
        }
        RequiresInstallation installation = method.getAnnotation(RequiresInstallation.class);
        if (installation != null) {
            return noted(
                    authenticate(routing).chain(identity -> onInstallation(identity, installation.value(), routing)));
        }
        Requires requires = method.getAnnotation(Requires.class);
        if (requires != null) {
            return noted(upToDate(
                    routing,
                    () -> authenticate(routing)
                            .chain(identity -> subject(identity, named(uri, routing)))
                            .chain(subject -> inOrganization(subject, requires))));
        }
        LOG.errorf("%s declares no access requirement and is refused", method);
        return Uni.createFrom().failure(ProblemType.FORBIDDEN.with("This operation is not open to anyone."));
    }

    /** The decision, by a view that is at least as recent as the request's {@link ConsistencyToken}. */
    private Uni<Response> upToDate(RoutingContext routing, Supplier<Uni<Response>> decide) {
        ConsistencyToken token =
                ConsistencyToken.newest(routing.request().headers().getAll(ConsistencyToken.HEADER));
        if (token == null) {
            return decide.get();
        }
        boolean byApiKey = Optional.ofNullable(presented(routing))
                .flatMap(ApiKeyFormat::parse)
                .isPresent();
        return policy().decided(
                        token.notAfter(clock.instant()).at(),
                        Uni.createFrom().deferred(decide::get),
                        refusal -> mayChange(refusal, byApiKey),
                        () -> byApiKey ? address(routing) : current.caller().principalId());
    }

    /**
     * Whether a failure depends on the view of memberships, structure and keys. The validity of a signed token does
     * not.
     */
    private static boolean mayChange(Throwable failure, boolean byApiKey) {
        return failure instanceof ProblemException problem
                && switch (problem.type().status()) {
                    case UNAUTHENTICATED -> byApiKey;
                    case FORBIDDEN, NOT_FOUND -> true;
                    default -> false;
                };
    }

    /**
     * The client's address as the key by which waiting requests with API keys are limited. An unknown key has no
     * organization, and a client can invent any number of keys, but not of addresses.
     */
    private UUID address(RoutingContext routing) {
        return UUID.nameUUIDFromBytes(
                String.valueOf(addresses.of(routing.request())).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Authorizes a request that is answered without REST. It needs an API key, or a token that was verified a moment
     * ago, and the permission somewhere in the organization. Null, or a failure: undecided; then REST decides and gives
     * the reason.
     */
    public Uni<@Nullable Admission> admit(Permission permission, RoutingContext routing) {
        return Uni.createFrom().deferred(() -> {
            String presented = presented(routing);
            if (presented == null) {
                return Uni.createFrom().nullItem();
            }
            if (presented.startsWith(ApiKeyFormat.PREFIX)) {
                return byApiKey(presented).chain(identity -> admit(identity, permission, routing));
            }
            Caller caller = verified.caller(presented, clock.instant());
            return caller == null
                    ? Uni.createFrom().nullItem()
                    : admit(new Identity(caller, null), permission, routing);
        });
    }

    private Uni<@Nullable Admission> admit(Identity identity, Permission permission, RoutingContext routing) {
        return subject(identity, namedInHeader(routing)).chain(this::grants).map(grants -> {
            boolean allowed = isAllowed(grants, permission, Requires.Where.ANY_NODE);
            if (!allowed) {
                return null;
            }
            tell(identity.caller(), routing);
            return new Admission(origin(identity.caller(), routing), grants);
        });
    }

    private Uni<Response> onInstallation(Identity identity, InstallationPermission needed, RoutingContext routing) {
        if (!identity.caller().installation().contains(needed)) {
            return denied("installation permission " + needed.code());
        }
        UUID organization = namedInHeader(routing);
        if (organization == null) {
            return proceed();
        }
        return policy().organizationExists(organization).chain(exists -> {
            if (!exists) {
                return Uni.createFrom().failure(ProblemException.notFound("organization"));
            }
            current.bind(new Grants(organization, identity.caller().principalId(), List.of()));
            return proceed();
        });
    }

    private Uni<Response> inOrganization(AccessSubject subject, Requires requires) {
        return switch (requires.where()) {
            case BY_OPERATION -> {
                current.bind(subject);
                yield proceed();
            }
            case ORGANIZATION, ANY_NODE -> grants(subject).chain(grants -> inOrganization(grants, requires));
        };
    }

    private Uni<Grants> grants(AccessSubject subject) {
        return policy().grants(subject.organizationId(), subject.principalId())
                .map(grants -> subject.narrowed(member(grants)))
                .call(grants -> grants.pending()
                        ? policy().named(grants, subject.person())
                        : Uni.createFrom().voidItem());
    }

    private Uni<Response> inOrganization(Grants grants, Requires requires) {
        Permission permission = requires.value();
        if (!isAllowed(grants, permission, requires.where())) {
            return denied("permission " + permission.code());
        }
        current.bind(grants);
        current.decidedAt(clock.instant());
        return proceed();
    }

    static boolean isAllowed(Grants grants, Permission permission, Requires.Where where) {
        return switch (grants.reach(permission)) {
            case Reach.WholeOrganization everywhere -> true;
            case Reach.Subtrees some -> where == Requires.Where.ANY_NODE && !some.isEmpty();
        };
    }

    private Uni<AccessSubject> subject(Identity identity, @Nullable UUID named) {
        AccessPolicy.ApiKey key = identity.apiKey();
        if (key != null) {
            return named == null || named.equals(key.organizationId())
                    ? Uni.createFrom()
                            .item(new AccessSubject(
                                    key.organizationId(), key.principalId(), Optional.of(key.scopes()), false))
                    : Uni.createFrom().failure(ProblemException.notFound("organization"));
        }
        UUID principal = identity.caller().principalId();
        boolean person = identity.caller().kind() == Caller.Kind.USER;
        if (named != null) {
            return Uni.createFrom().item(new AccessSubject(named, principal, Optional.empty(), person));
        }
        return policy().organizationsOf(principal, 2)
                .map(AccessFilter::theOnlyOne)
                .map(organization -> new AccessSubject(organization, principal, Optional.empty(), person));
    }

    private static Grants member(Grants grants) {
        if (!grants.isMember()) {
            throw ProblemException.notFound("organization");
        }
        return grants;
    }

    private static UUID theOnlyOne(List<UUID> organizations) {
        return switch (organizations.size()) {
            case 0 -> throw ProblemException.notFound("organization");
            case 1 -> organizations.getFirst();
            default ->
                throw ProblemType.ORGANIZATION_REQUIRED.with(
                        "You belong to several organizations: name one in the " + ORGANIZATION_HEADER + " header.");
        };
    }

    /**
     * The organization that header or path names; null when neither does. A header that contradicts the path is left to
     * the operation.
     */
    private static @Nullable UUID named(UriInfo uri, RoutingContext routing) {
        UUID inHeader = namedInHeader(routing);
        if (inHeader != null) {
            return inHeader;
        }
        String inPath = uri.getPathParameters().getFirst(ORGANIZATION_IN_PATH);
        if (inPath == null) {
            return null;
        }
        try {
            return UUID.fromString(inPath);
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("organization");
        }
    }

    private static @Nullable UUID namedInHeader(RoutingContext routing) {
        String header = routing.request().getHeader(ORGANIZATION_HEADER);
        return header == null ? null : organizationId(header);
    }

    private static UUID organizationId(String header) {
        try {
            return UUID.fromString(header);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(ORGANIZATION_HEADER, "must be the id of an organization");
        }
    }

    private Uni<Identity> authenticate(RoutingContext routing) {
        String presented = presented(routing);
        if (presented == null) {
            return identities.getDeferredIdentity().map(AccessFilter::byToken).invoke(known -> bind(known, routing));
        }
        Uni<Identity> identity = presented.startsWith(ApiKeyFormat.PREFIX) ? byApiKey(presented) : byToken(presented);
        return identity.invoke(known -> bind(known, routing));
    }

    /** The credential; null: none of the kind that a header carries. */
    private static @Nullable String presented(RoutingContext routing) {
        String authorization = routing.request().getHeader("Authorization");
        return authorization == null ? null : BearerCredential.of(authorization).orElse(null);
    }

    private void bind(Identity identity, RoutingContext routing) {
        tell(identity.caller(), routing);
        current.bind(origin(identity.caller(), routing));
    }

    private Uni<Identity> byToken(String presented) {
        if (!BearerCredential.isSignedToken(presented)) {
            return Uni.createFrom().failure(badCredential());
        }
        Caller known = verified.caller(presented, clock.instant());
        if (known != null) {
            return Uni.createFrom().item(new Identity(known, null));
        }
        return identities.getDeferredIdentity().map(identity -> {
            Identity checked = byToken(identity);
            if (identity.getPrincipal() instanceof JsonWebToken token && token.getExpirationTime() > 0) {
                verified.put(
                        presented, checked.caller(), Instant.ofEpochSecond(token.getExpirationTime()), clock.instant());
            }
            return checked;
        });
    }

    private Uni<Identity> byApiKey(String presented) {
        ApiKeyFormat parsed = ApiKeyFormat.parse(presented).orElseThrow(AccessFilter::badCredential);
        String sha256 = parsed.secretSha256();
        return policy().apiKey(parsed.keyId()).map(known -> {
            AccessPolicy.ApiKey key = known.orElseThrow(AccessFilter::badCredential);
            Instant now = clock.instant();
            if (!key.accepts(sha256, now)) {
                throw badCredential();
            }
            policy().used(key, now);
            return new Identity(Caller.byApiKey(key.principalId(), key.keyId(), key.scopes()), key);
        });
    }

    private static Identity byToken(SecurityIdentity identity) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            throw badCredential();
        }
        if (token.getSubject() == null || token.getIssuer() == null) {
            throw badCredential();
        }
        String name = token.getClaim("name");
        String email = token.getClaim("email");
        boolean person = email != null || name != null;
        return new Identity(
                Caller.byToken(
                        person ? Caller.Kind.USER : Caller.Kind.SERVICE_ACCOUNT,
                        PrincipalId.of(token.getIssuer(), token.getSubject()),
                        token.getIssuer(),
                        token.getSubject(),
                        name,
                        email,
                        emailVerified(token),
                        InstallationPermission.ofTokenRoles(identity.getRoles())),
                null);
    }

    /** The claim email_verified (OpenID Connect Core 5.1); some providers send it as text. */
    private static @Nullable Boolean emailVerified(JsonWebToken token) {
        Object claim = token.<Object>getClaim("email_verified");
        return claim == null ? null : Boolean.valueOf(claim.toString());
    }

    private static void tell(Caller caller, RoutingContext routing) {
        routing.response().putHeader(CALLER_HEADER, caller.principalId().toString());
    }

    private Origin origin(Caller caller, RoutingContext routing) {
        SpanContext span = Span.current().getSpanContext();
        String traceparent = span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : routing.request().getHeader("traceparent");
        return new Origin(
                caller, addresses.of(routing.request()), userAgent(routing), RequestIds.of(routing), traceparent);
    }

    private static @Nullable String userAgent(RoutingContext routing) {
        String agent = routing.request().getHeader("User-Agent");
        return agent == null || agent.length() <= 256 ? agent : agent.substring(0, 256);
    }

    /** The decision, a denial of which is logged. */
    private Uni<Response> noted(Uni<Response> decision) {
        return decision.onFailure(AccessFilter::isDenial)
                .invoke(denial -> LOG.infof("denied to %s: %s", current.caller().principalId(), denial.getMessage()));
    }

    private static boolean isDenial(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type().status() == FORBIDDEN;
    }

    private static Uni<Response> denied(String what) {
        return Uni.createFrom().failure(ProblemType.FORBIDDEN.with("You lack the " + what + "."));
    }

    private static ProblemException badCredential() {
        return ProblemType.UNAUTHENTICATED.with("The credential is missing, expired or not valid here.");
    }

    private AccessPolicy policy() {
        return policies.get();
    }

    private static Uni<Response> proceed() {
        return Uni.createFrom().nullItem();
    }

    private record Identity(Caller caller, AccessPolicy.@Nullable ApiKey apiKey) {}
}
