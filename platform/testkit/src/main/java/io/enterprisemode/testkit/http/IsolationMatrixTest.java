package io.enterprisemode.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.http.MatrixClient.Answer;
import io.enterprisemode.testkit.identity.TokenFlaw;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Who may call what: every operation of the OpenAPI document under every kind of credential, compared with what the
 * operation declares in {@code x-required-permission}. An operation that declares nothing fails. Requests carry an
 * empty JSON object, as access is decided before the body is looked at. A service subclasses it with
 * {@code @QuarkusTest @WithSuite} and supplies ids of its resources.
 */
public abstract class IsolationMatrixTest {

    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final String PUBLIC = "public";
    private static final String SIGNED_IN = "signed-in";
    private static final String INSTALLATION = "installation:";
    private static final Map<Class<?>, TwoOrganizations> PREPARED = new ConcurrentHashMap<>();

    private final MatrixClient client = new MatrixClient();

    /**
     * Two organizations that the service under test knows; made once per class. The default tells them through the
     * topics of teams-service and waits until the service answers their owners.
     */
    protected TwoOrganizations prepare() {
        TwoOrganizations two = TwoOrganizations.published();
        for (TestOrganization organization : List.of(two.a(), two.b())) {
            awaitKnown(organization);
        }
        return two;
    }

    /**
     * Resources of an organization, by the name of the path parameter ({@code teamId}), or by path and name where the
     * name alone is ambiguous ({@code /api/teams/{id} id}). Parameters that are no ids have a valid value here.
     */
    protected Map<String, ?> ids(TestOrganization organization) {
        return Map.of();
    }

    /**
     * As {@link #ids}, of resources that belong to {@code otherTeamId} or {@code otherWorkspaceId}; where there are
     * none: empty.
     */
    protected Map<String, ?> idsOfOtherTeam(TestOrganization organization) {
        return Map.of();
    }

    /** The body of a request; an empty object unless the operation needs more to be decided about ids. */
    protected String body(ApiOperation operation, TestOrganization organization) {
        return "{}";
    }

    /** Operations that the matrix leaves out, with a reason in the overriding method. */
    protected boolean excluded(ApiOperation operation) {
        return false;
    }

    /**
     * Operations that may require no more than reading although their method changes something: questions that are
     * asked with a body, and what sees to further scopes by itself. With a reason in the overriding method.
     */
    protected Set<String> openToReaders() {
        return Set.of();
    }

    @Test
    protected void whatChangesSomethingRequiresMoreThanReading() {
        Set<String> exceptions = openToReaders();
        assertNone(OpenApiDocument.ofApplication().operations().stream()
                .filter(operation -> CHANGING.contains(operation.method())
                        && String.valueOf(operation.requiredPermission()).endsWith(":read")
                        && !exceptions.contains(operation.toString()))
                .map(operation -> operation + ": changes something and requires " + operation.requiredPermission())
                .toList());
    }

    @Test
    protected void everyOperationDeclaresWhatItRequires() {
        List<String> found = new ArrayList<>();
        for (ApiOperation operation : OpenApiDocument.ofApplication().operations()) {
            String permission = operation.requiredPermission();
            if (permission == null) {
                found.add(operation + ": has no x-required-permission");
            } else if (!isKnown(permission)) {
                found.add(operation + ": requires the unknown permission " + permission);
            }
        }
        assertNone(found);
        assertThat(OpenApiDocument.ofApplication().operations()).isNotEmpty();
    }

    @Test
    protected void withoutACredentialOnlyPublicOperationsAnswer() {
        TwoOrganizations two = organizations();
        check(operation -> true, (operation, found) -> {
            Answer answer = call(operation, null, two.a(), Map.of());
            if (PUBLIC.equals(operation.requiredPermission())) {
                found.addAll(answer.unless("without a credential", MatrixClient::isNotRefused));
            } else {
                found.addAll(answer.unless("without a credential", 401));
            }
        });
    }

    @Test
    protected void flawedCredentialsAreRefused() {
        TwoOrganizations two = organizations();
        Map<String, String> credentials = new LinkedHashMap<>();
        for (TokenFlaw flaw : TokenFlaw.values()) {
            credentials.put("with the token " + flaw, two.a().owner().token(flaw));
        }
        credentials.put("with an unknown API key", "emk_" + "0".repeat(22) + "_" + "x".repeat(43));
        check(
                IsolationMatrixTest::needsCredential,
                (operation, found) -> credentials.forEach((name, token) ->
                        found.addAll(call(operation, token, two.a(), Map.of()).unless(name, 401))));
    }

    @Test
    protected void anotherOrganizationIsNotThere() {
        TwoOrganizations two = organizations();
        Map<String, String> outsiders = new LinkedHashMap<>();
        outsiders.put("as the owner of another organization", two.b().owner().token());
        outsiders.put("as a stranger", two.stranger().token());
        outsiders.put("as the operator of the installation", Tokens.operator().signed());
        check(
                IsolationMatrixTest::needsMembership,
                (operation, found) -> outsiders.forEach((name, token) ->
                        found.addAll(call(operation, token, two.a(), Map.of()).unless(name, 404))));
    }

    @Test
    protected void resourcesOfAnotherOrganizationAreNotThere() {
        TwoOrganizations two = organizations();
        Map<String, ?> foreign = ids(two.b());
        check(
                operation -> needsMembership(operation)
                        && !operation.parametersInPath().isEmpty(),
                (operation, found) -> {
                    List<String> missing = operation.parametersInPath().stream()
                            .filter(name -> id(foreign, operation, name).isEmpty())
                            .toList();
                    if (!missing.isEmpty()) {
                        found.add(operation + ": ids() has no value for the path parameters " + missing);
                        return;
                    }
                    Answer stolen = call(operation, two.a().owner().token(), two.a(), foreign);
                    Answer unknown = call(operation, two.a().owner().token(), two.a(), Map.of());
                    boolean decidedByBody =
                            operation.node().has("requestBody") && stolen.status() >= 400 && stolen.status() < 500;
                    if (!decidedByBody || stolen.status() != unknown.status()) {
                        found.addAll(stolen.unless("with ids of another organization", 404));
                    }
                    if (operation.method().equals("GET")) {
                        found.addAll(call(operation, two.b().owner().token(), two.b(), foreign)
                                .unless("with ids of ids(), as their own owner", status -> status < 400));
                    }
                });
    }

    @Test
    protected void rolesDecideAsThePermissionSays() {
        TwoOrganizations two = organizations();
        Map<Role, String> tokens = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            tokens.put(role, two.a().holder(role).token());
        }
        check(IsolationMatrixTest::needsMembership, (operation, found) -> {
            Permission permission = permission(operation).orElseThrow();
            tokens.forEach((role, token) -> {
                Answer answer = call(operation, token, two.a(), Map.of());
                String who = "as " + role + ", who " + (role.covers(permission.leastRole()) ? "has " : "lacks ")
                        + permission.code() + ",";
                if (role.covers(permission.leastRole())) {
                    found.addAll(answer.unless(who, MatrixClient::isNotRefused));
                } else {
                    found.addAll(answer.unless(who, 403));
                }
            });
        });
    }

    @Test
    protected void teamRolesGrantNothingOfTheWholeOrganization() {
        TwoOrganizations two = organizations();
        check(
                operation -> permission(operation)
                        .filter(Permission::organizationLevel)
                        .isPresent(),
                (operation, found) ->
                        found.addAll(call(operation, two.a().teamOwner().token(), two.a(), Map.of())
                                .unless("as the owner of a team only", status -> status == 403 || status == 404)));
    }

    @Test
    protected void resourcesOfAnotherTeamAreOutOfReach() {
        TwoOrganizations two = organizations();
        Map<String, ?> otherTeam = idsOfOtherTeam(two.a());
        check(
                operation -> needsMembership(operation)
                        && !operation.parametersInPath().isEmpty()
                        && operation.parametersInPath().stream()
                                .allMatch(name -> id(otherTeam, operation, name).isPresent()),
                (operation, found) ->
                        found.addAll(call(operation, two.a().teamOwner().token(), two.a(), otherTeam)
                                .unless("as the owner of another team", status -> status == 403 || status == 404)));
    }

    @Test
    protected void whoeverIsSignedInReachesWhatNeedsNoMore() {
        TwoOrganizations two = organizations();
        check(
                operation -> SIGNED_IN.equals(operation.requiredPermission()),
                (operation, found) ->
                        found.addAll(call(operation, two.stranger().token(), null, Map.of())
                                .unless("as somebody signed in", MatrixClient::isNotRefused)));
    }

    @Test
    protected void theInstallationIsForItsOperator() {
        TwoOrganizations two = organizations();
        check(IsolationMatrixTest::needsInstallation, (operation, found) -> {
            String code = String.valueOf(operation.requiredPermission()).substring(INSTALLATION.length());
            String another = code.equals("usage:backfill") ? "plans:manage" : "usage:backfill";
            found.addAll(call(operation, two.a().owner().token(), two.a(), Map.of())
                    .unless("as the owner of an organization", 403));
            found.addAll(call(operation, Tokens.serviceAccount("other", another).signed(), two.a(), Map.of())
                    .unless("as a service account with " + another, 403));
            found.addAll(call(operation, Tokens.serviceAccount("right", code).signed(), two.a(), Map.of())
                    .unless("as a service account with " + code, MatrixClient::isNotRefused));
            found.addAll(call(operation, Tokens.operator().signed(), two.a(), Map.of())
                    .unless("as the operator", MatrixClient::isNotRefused));
        });
    }

    private TwoOrganizations organizations() {
        return PREPARED.computeIfAbsent(getClass(), ignored -> prepare());
    }

    /** Waits up to 60 s until the service lets the owner of the organization in. */
    protected void awaitKnown(TestOrganization organization) {
        OpenApiDocument.ofApplication().operations().stream()
                .filter(operation -> needsMembership(operation)
                        && !excluded(operation)
                        && operation.method().equals("GET")
                        && operation.parametersInPath().isEmpty())
                .findFirst()
                .ifPresent(operation -> Awaitility.await("the service knows " + organization.name())
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            int status = call(operation, organization.owner().token(), organization, Map.of())
                                    .status();
                            int viewer = call(operation, organization.viewer().token(), organization, Map.of())
                                    .status();
                            return MatrixClient.isNotRefused(status) && status != 404 && viewer != 404;
                        }));
    }

    private void check(Function<ApiOperation, Boolean> which, BiConsumer<ApiOperation, List<String>> what) {
        List<String> found = new ArrayList<>();
        for (ApiOperation operation : OpenApiDocument.ofApplication().operations()) {
            if (which.apply(operation) && !excluded(operation)) {
                what.accept(operation, found);
            }
        }
        assertNone(found);
    }

    private Answer call(
            ApiOperation operation,
            @Nullable String token,
            @Nullable TestOrganization organization,
            Map<String, ?> ids) {
        String path = operation.path();
        for (String name : operation.parametersInPath()) {
            Object value = id(ids, operation, name).orElseGet(() -> unknownId(operation, name));
            path = path.replace("{" + name + "}", value.toString());
        }
        UUID organizationId = organization == null ? null : organization.id();
        String body = organization == null ? "{}" : body(operation, organization);
        return client.send(operation, path, token, organizationId, body);
    }

    private static Optional<Object> id(Map<String, ?> ids, ApiOperation operation, String name) {
        Object byPath = ids.get(operation.path() + " " + name);
        return Optional.ofNullable(byPath == null ? ids.get(name) : byPath);
    }

    /** A value of the right form that is the id of nothing; where only some values are allowed, the first of them. */
    private static Object unknownId(ApiOperation operation, String name) {
        return operation.parameters().stream()
                .filter(parameter -> parameter.path("name").asText().equals(name))
                .map(parameter -> OpenApiDocument.ofApplication().resolve(parameter.get("schema")))
                .filter(schema -> schema.path("enum").size() > 0)
                .map(schema -> (Object) schema.path("enum").get(0).asText())
                .findFirst()
                .orElseGet(Ids::next);
    }

    private static boolean needsCredential(ApiOperation operation) {
        return !PUBLIC.equals(operation.requiredPermission());
    }

    private static boolean needsMembership(ApiOperation operation) {
        return permission(operation).isPresent();
    }

    private static boolean needsInstallation(ApiOperation operation) {
        String permission = operation.requiredPermission();
        return permission != null && permission.startsWith(INSTALLATION);
    }

    private static Optional<Permission> permission(ApiOperation operation) {
        return Optional.ofNullable(operation.requiredPermission()).flatMap(Permission::fromCode);
    }

    private static boolean isKnown(String permission) {
        return permission.equals(PUBLIC)
                || permission.equals(SIGNED_IN)
                || Permission.fromCode(permission).isPresent()
                || (permission.startsWith(INSTALLATION)
                        && InstallationPermission.fromCode(permission.substring(INSTALLATION.length()))
                                .isPresent());
    }

    private static void assertNone(List<String> found) {
        assertThat(found)
                .as(() -> "violations of the isolation matrix:\n" + String.join("\n", found))
                .isEmpty();
    }
}
