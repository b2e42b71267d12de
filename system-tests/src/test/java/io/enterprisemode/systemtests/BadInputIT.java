package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Logs;
import io.enterprisemode.systemtests.suite.Operation;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RawRequest;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What no client should send, to every service, through the gateway and past it: always a problem document with the
 * right status that names the field, never a stack trace, never an error in a log.
 */
@SystemTest
class BadInputIT {

    private static final Pattern LEAK = Pattern.compile(
            "\\tat |\\bat [\\w.]+\\(\\w+\\.java|Exception|\\bjava\\.|jakarta\\.|io\\.quarkus|io\\.vertx|"
                    + "org\\.hibernate|com\\.fasterxml"
                    + "|io\\.enterprisemode|SQLSTATE|select .* from ",
            Pattern.CASE_INSENSITIVE);
    private static final int TOO_MANY_BYTES = 5 * 1024 * 1024 + 1;
    private static final int DEEP = 100_000;

    private static RunningSuite suite;
    private static Logs logs;
    private static Organization organization;
    private static List<Operation> withBody;
    private static List<RequestTemplate> requests;

    /**
     * Something that can be asked for.
     *
     * @param body complete and right
     */
    private record RequestTemplate(ServiceName service, String method, String path, Map<String, Object> body) {}

    @BeforeAll
    static void begin(RunningSuite running) {
        suite = running;
        organization = Organization.found(suite, "Bad input");
        String team = organization.team("Team");
        String workspace = organization.workspace(team, "Workspace");
        organization.awaitWorkspace(workspace);
        organization.subscribe("professional");
        logs = Logs.of(suite);
        withBody = Operation.all(suite).stream()
                .filter(operation -> operation.permission().isPresent() && operation.takesJson())
                .filter(operation -> !operation.node().path("responses").has("501"))
                .toList();
        requests = List.of(
                new RequestTemplate(
                        ServiceName.TEAMS, "POST", "/api/organizations", Map.of("name", "X", "timeZone", "UTC")),
                new RequestTemplate(
                        ServiceName.TEAMS,
                        "PATCH",
                        "/api/organizations/" + organization.id(),
                        Map.of("name", "Bad input")),
                new RequestTemplate(ServiceName.TEAMS, "POST", "/api/teams", Map.of("name", "X")),
                new RequestTemplate(ServiceName.TEAMS, "PATCH", "/api/teams/" + team, Map.of("name", "Team")),
                new RequestTemplate(ServiceName.TEAMS, "POST", "/api/workspaces", Map.of("name", "X", "teamId", team)),
                new RequestTemplate(
                        ServiceName.TEAMS, "PATCH", "/api/workspaces/" + workspace, Map.of("name", "Workspace")),
                new RequestTemplate(
                        ServiceName.TEAMS,
                        "POST",
                        "/api/invitations",
                        Map.of("email", "x@people.example", "role", "VIEWER")),
                new RequestTemplate(ServiceName.TEAMS, "POST", "/api/invitations/accept", Map.of("token", "x")),
                new RequestTemplate(
                        ServiceName.TEAMS,
                        "POST",
                        "/api/members",
                        Map.of("subject", "robot", "kind", "SERVICE_ACCOUNT", "role", "VIEWER")),
                new RequestTemplate(
                        ServiceName.TEAMS,
                        "POST",
                        "/api/apikeys",
                        Map.of("name", "X", "scopes", List.of("usage:read"))),
                new RequestTemplate(
                        ServiceName.BILLING,
                        "POST",
                        "/api/billing/subscriptions",
                        Map.of("plan", "free", "interval", "MONTH", "startAt", "2026-01-01T00:00:00Z")),
                new RequestTemplate(
                        ServiceName.BILLING,
                        "POST",
                        "/api/billing/invoices",
                        Map.of("periodStart", "2026-01-01T00:00:00Z", "preview", false)),
                new RequestTemplate(
                        ServiceName.BILLING,
                        "POST",
                        "/api/billing/entitlements/check",
                        Map.of("meter", "emails", "quantity", 1)),
                new RequestTemplate(
                        ServiceName.AUDIT,
                        "POST",
                        "/api/reports/audit",
                        Map.of(
                                "id",
                                UUID.randomUUID().toString(),
                                "category",
                                "data",
                                "action",
                                "crm.contacts.imported",
                                "target",
                                Map.of("type", "import", "id", "1"))));
    }

    @AfterAll
    static void nothingOfItIsAnErrorInALog() {
        assertThat(logs.errors()).isEmpty();
    }

    @Test
    void aFieldThatDoesNotExistIsNamed() {
        eachRequest((caller, request) -> {
            Map<String, Object> body = new LinkedHashMap<>(request.body());
            body.put("nonsense", 1);
            return named(send(caller, request, body), 400, "/nonsense");
        });
    }

    @Test
    void aFieldOfTheWrongTypeIsNamed() {
        eachRequest((caller, request) -> {
            List<String> found = new ArrayList<>();
            for (String field : request.body().keySet()) {
                Map<String, Object> body = new LinkedHashMap<>(request.body());
                body.put(field, request.body().get(field) instanceof Map ? 5 : Map.of("not", List.of("this")));
                found.addAll(named(send(caller, request, body), 400, "/" + field));
            }
            return found;
        });
    }

    @Test
    void aBodyThatIsNoObjectIsRefused() {
        eachOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            boolean usage = operation.path().equals("/api/billing/usage")
                    || operation.path().equals("/api/v1/events");
            for (String body : List.of("17", "\"text\"", "true", "[17]", "[[]]")) {
                Answer answer = send(caller, operation, body.getBytes(StandardCharsets.UTF_8));
                boolean perEvent = usage && body.startsWith("[") && answer.status() == 200;
                if (!perEvent) {
                    found.addAll(problem(answer, 400));
                } else if (!answer.body().contains("\"rejected\"")) {
                    found.add("accepted: " + answer);
                }
            }
            return found;
        });
    }

    @Test
    void aBodyThatIsNoJsonIsRefused() {
        eachOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            for (String body : List.of("{\"name\":", "{name: 'x'}", "<xml/>", "{}{", "\u0000")) {
                found.addAll(problem(send(caller, operation, body.getBytes(StandardCharsets.UTF_8)), 400));
            }
            return found;
        });
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] latin1 = "{\"name\": \"M\u00fcller\", \"id\": \"M\u00fcller\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] cut = {'{', '"', 'a', '"', ':', '"', (byte) 0xE2, (byte) 0x82, '"', '}'};
        eachOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            for (byte[] body : List.of(latin1, cut)) {
                found.addAll(problem(send(caller, operation, body), 400));
            }
            return found;
        });
    }

    @Test
    void aDeeplyNestedBodyIsRefused() {
        String arrays = "[".repeat(DEEP) + "]".repeat(DEEP);
        String objects = "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP);
        eachOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            for (String body : List.of(arrays, objects, "{\"name\":" + arrays + "}")) {
                found.addAll(problem(send(caller, operation, body.getBytes(StandardCharsets.UTF_8)), 400));
            }
            return found;
        });
    }

    @Test
    void anotherContentTypeIsRefused() {
        eachOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            for (String type : List.of("text/plain", "application/xml", "multipart/form-data; boundary=x")) {
                found.addAll(problem(
                        caller.send(operation.method(), path(operation), type, new byte[] {'{', '}'}),
                        refusalOfAnotherType(operation)));
            }
            return found;
        });
    }

    /** The certification of OpenID AuthZEN wants 400 where everything else answers 415. */
    private static int refusalOfAnotherType(Operation operation) {
        return operation.path().startsWith("/access/v1/") ? 400 : 415;
    }

    @Test
    void aBodyOfMoreThanFiveMegabytesIsRefused() {
        byte[] body = new byte[TOO_MANY_BYTES];
        Arrays.fill(body, (byte) ' ');
        for (ServiceName service : ServiceName.values()) {
            if (!service.ownsDatabase()) {
                continue;
            }
            Operation operation = withBody.stream()
                    .filter(each -> each.service() == service && each.method().equals("POST"))
                    .findFirst()
                    .orElse(null);
            if (operation == null) {
                continue;
            }
            for (ServiceName door : List.of(ServiceName.GATEWAY, service)) {
                for (boolean announced : List.of(true, false)) {
                    RawRequest request = new RawRequest(
                            suite.local().baseUrl(door),
                            operation.path(),
                            Map.of(
                                    "Authorization",
                                    "Bearer " + organization.owner().token(),
                                    "Enterprise-Org",
                                    organization.id(),
                                    "Content-Type",
                                    "application/json"));
                    String answer = announced ? request.post(body) : request.postInChunks(body);
                    assertThat(answer)
                            .as(operation + " at " + door + (announced ? " announced" : " in chunks"))
                            .startsWith("HTTP/1.1 413")
                            .containsIgnoringCase("application/problem+json")
                            .contains("/problems/too-large")
                            .doesNotContainPattern(LEAK);
                }
            }
        }
    }

    @Test
    void missingFieldsAreNamedTogether() {
        Answer answer = organization.asOwner().post("/api/billing/subscriptions", Map.of());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(pointers(answer)).contains("/plan", "/interval");
    }

    @Test
    void anOrganizationThatDoesNotExistIsNotThere() {
        everyOperation((caller, operation) -> {
            List<String> found = new ArrayList<>();
            found.addAll(problem(send(caller.in(UUID.randomUUID().toString()), operation, bytes("{}")), 404));
            found.addAll(problem(send(caller.in("not-an-id"), operation, bytes("{}")), 400));
            return found;
        });
    }

    @Test
    void parametersThatCannotBeReadAreNamed() {
        Map<String, String> questions = Map.of(
                "/api/teams?limit=many", "limit",
                "/api/members?limit=0", "limit",
                "/api/members?limit=201", "limit",
                "/api/reports/audit?limit=-1", "limit",
                "/api/reports/audit?from=yesterday", "from",
                "/api/reports/audit?category=nonsense", "category",
                "/api/billing/usage?from=2026-13-01T00:00:00Z", "from",
                "/api/billing/usage?workspaceId=1", "workspaceId",
                "/api/reports/analytics?from=soon", "from",
                "/api/reports/financial?month=2026-13", "month");
        List<String> found = new ArrayList<>();
        questions.forEach(
                (path, parameter) -> found.addAll(named(organization.asOwner().get(path), 400, parameter)));
        for (String path : List.of("/api/teams", "/api/members", "/api/reports/audit", "/api/billing/invoices")) {
            found.addAll(problem(organization.asOwner().get(path + "?cursor=nonsense"), 400));
            found.addAll(problem(organization.asOwner().get(path + "?cursor=AAAA"), 400));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        List<String> found = new ArrayList<>();
        for (ServiceName service : ServiceName.values()) {
            Caller direct = organization.asOwner().to(suite.local().baseUrl(service));
            found.addAll(problem(direct.get("/api/nothing/here"), 404));
        }
        found.addAll(problem(organization.asOwner().get("/api/billing/nothing"), 404));
        found.addAll(problem(organization.asOwner().get("/api/teams/not-an-id"), 404));
        found.addAll(problem(organization.asOwner().get("/api/billing/invoices/" + UUID.randomUUID()), 404));
        found.addAll(problem(organization.asOwner().get("/api/billing/invoices/not-an-id"), 400, 404));
        found.addAll(problem(organization.asOwner().delete("/api/billing/plans"), 405));
        found.addAll(
                problem(organization.asOwner().with("Accept", "application/xml").get("/api/teams"), 406));
        assertThat(found).isEmpty();
    }

    @Test
    void anEventThatCannotBeCountedSaysWhy() {
        UsageEvents events = UsageEvents.of(UUID.randomUUID().toString());
        Map<String, Object> withoutId = events.event("emails", 1);
        withoutId.remove("id");
        Map<String, Object> wrongTime = events.event("emails", 1);
        wrongTime.put("time", "now");
        Map<String, Object> fraction = events.event("emails", 1);
        fraction.put("data", Map.of("quantity", 1.5));

        Answer answer = organization
                .asOwner()
                .post("/api/billing/usage", List.of(withoutId, wrongTime, fraction))
                .expect(200);

        assertThat(answer.json().path("results").valueStream())
                .hasSize(3)
                .allMatch(result -> result.path("status").asText().equals("rejected")
                        && !result.path("reason").asText().isEmpty()
                        && !result.path("detail").asText().isEmpty());
    }

    @Test
    void aKeyUsedForAnotherRequestIsRefused() {
        String key = UUID.randomUUID().toString();
        organization.asOwner().post("/api/teams", Map.of("name", "One"), key).expect(201);

        assertThat(problem(organization.asOwner().post("/api/teams", Map.of("name", "Two"), key), 422))
                .isEmpty();
    }

    private static void eachRequest(BiFunction<Caller, RequestTemplate, List<String>> attempt) {
        List<String> found = new ArrayList<>();
        for (RequestTemplate request : requests) {
            found.addAll(attempt.apply(organization.asOwner(), request));
            found.addAll(attempt.apply(organization.asOwner().to(suite.local().baseUrl(request.service())), request));
        }
        assertThat(found).isEmpty();
    }

    /** Operations with a JSON body, through the gateway and past it. */
    private static void eachOperation(BiFunction<Caller, Operation, List<String>> attempt) {
        List<String> found = new ArrayList<>();
        for (Operation operation : withBody) {
            found.addAll(attempt.apply(organization.asOwner(), operation));
            found.addAll(
                    attempt.apply(organization.asOwner().to(suite.local().baseUrl(operation.service())), operation));
        }
        assertThat(withBody).hasSizeGreaterThan(8);
        assertThat(found).isEmpty();
    }

    /** Operations inside an organization, through the gateway. */
    private static void everyOperation(BiFunction<Caller, Operation, List<String>> attempt) {
        List<String> found = new ArrayList<>();
        Operation.all(suite).stream()
                .filter(operation -> operation.permission().isPresent())
                .forEach(operation -> found.addAll(attempt.apply(organization.asOwner(), operation)));
        assertThat(found).isEmpty();
    }

    private static Answer send(Caller caller, RequestTemplate request, Map<String, Object> body) {
        return request.method().equals("PATCH")
                ? caller.patch(request.path(), body)
                : caller.post(request.path(), body);
    }

    private static Answer send(Caller caller, Operation operation, byte[] body) {
        boolean bodyless =
                operation.method().equals("GET") || operation.method().equals("DELETE");
        return caller.send(operation.method(), path(operation), bodyless ? null : "application/json", body);
    }

    private static String path(Operation operation) {
        String path = operation.path().replace("{organizationId}", organization.id());
        return path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is wrong with the answer as a problem of one of these statuses; nothing when it is right. */
    private static List<String> problem(Answer answer, int... statuses) {
        List<String> wrong = new ArrayList<>();
        if (Arrays.stream(statuses).noneMatch(status -> status == answer.status())) {
            wrong.add("expected " + Arrays.toString(statuses) + ": " + answer);
        }
        if (!answer.hasErrorForm()) {
            wrong.add("not the form of an error (" + answer.mediaType() + "): " + answer);
        } else if (!answer.isScim()) {
            JsonNode problem = answer.json();
            if (!problem.path("type").asText().startsWith("/problems/")
                    || problem.path("title").asText().isEmpty()
                    || problem.path("status").asInt() != answer.status()
                    || problem.path("requestId").asText().isEmpty()) {
                wrong.add("an incomplete problem document: " + answer);
            }
        }
        if (LEAK.matcher(answer.body()).find()) {
            wrong.add("tells of its inside: " + answer);
        }
        return wrong;
    }

    /** The same for a problem that names a field or parameter. */
    private static List<String> named(Answer answer, int status, String pointer) {
        List<String> wrong = new ArrayList<>(problem(answer, status));
        if (wrong.isEmpty()
                && pointers(answer).stream()
                        .noneMatch(each -> each.equals(pointer) || each.startsWith(pointer + "/"))) {
            wrong.add("does not name " + pointer + ": " + answer);
        }
        return wrong;
    }

    private static List<String> pointers(Answer answer) {
        return answer.json()
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").asText())
                .toList();
    }
}
