package io.enterprisemode.teams.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.teams.TestPlans;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.identity.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Random operations on one organization, each done over HTTP and on the obvious model; every answer is compared. Actors
 * are service accounts, of which some belong, some are removed and come back, and one never belongs.
 */
final class ModelRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ACTORS = 9;
    private static final int MOST_TEAMS = 6;
    private static final int MOST_WORKSPACES = 12;
    private static final int LAST_SHOWN = 15;

    private final Random random;
    private final URI service;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Actor> actors;
    private final Actor outsider;
    private final Deque<String> last = new ArrayDeque<>();
    private ObviousOrganization model;
    private int organizations;

    /** How much was compared. */
    record Compared(int operations, int changes, int questions, int listings) {

        int steps() {
            return operations + questions;
        }

        Compared plus(Compared other) {
            return new Compared(
                    operations + other.operations,
                    changes + other.changes,
                    questions + other.questions,
                    listings + other.listings);
        }
    }

    private Compared compared = new Compared(0, 0, 0, 0);

    private record Actor(String subject, UUID id, String token) {

        static Actor of(String subject) {
            return new Actor(
                    subject,
                    PrincipalId.of(IdentityServer.issuer(), subject),
                    Tokens.serviceAccount(subject).signed());
        }
    }

    private record Answer(int status, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }
    }

    ModelRun(long seed, URI service) {
        this.random = new Random(seed);
        this.service = service;
        this.actors = IntStream.range(0, ACTORS)
                .mapToObj(number -> Actor.of("model-" + UUID.randomUUID() + "-" + number))
                .toList();
        this.outsider = Actor.of("model-outsider-" + UUID.randomUUID());
        this.model = found();
    }

    /** Does that many operations. */
    Compared run(int operations) {
        while (compared.operations() < operations) {
            step();
        }
        return compared;
    }

    private void step() {
        switch (random.nextInt(100)) {
            case 0 -> {
                if (random.nextInt(12) == 0) {
                    model = found();
                }
            }
            case 1, 2, 3 -> createTeam();
            case 4, 5 -> deleteTeam();
            case 6, 7, 8, 9 -> createWorkspace();
            case 10, 11, 12 -> moveWorkspace();
            case 13, 14 -> deleteWorkspace();
            case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> assign();
            case 25, 26, 27, 28, 29, 30, 31 -> add();
            case 32, 33, 34 -> removeRole();
            case 35, 36 -> removeMember();
            case 37, 38, 39, 40, 41, 42 -> whoCan();
            case 43, 44, 45, 46, 47, 48 -> whatCan();
            case 49, 50, 51 -> members();
            case 52, 53, 54 -> nodes();
            default -> check();
        }
    }

    private ObviousOrganization found() {
        Actor founder = actors.getFirst();
        Answer answer =
                send(founder, null, "POST", "/api/organizations", body().put("name", "Model " + ++organizations));
        expect(201, answer, "found");
        TestPlans.unlimited(id(answer));
        return new ObviousOrganization(id(answer), founder.id());
    }

    private void createTeam() {
        Actor actor = changer();
        if (model.teams().size() >= MOST_TEAMS) {
            return;
        }
        Answer answer = change(actor, "POST", "/api/teams", body().put("name", "T"), model.createTeam(actor.id()));
        if (answer.status() == 201) {
            model.addTeam(id(answer));
        }
    }

    private void deleteTeam() {
        Actor actor = changer();
        UUID team = some(model.teams());
        UUID home = random.nextBoolean() ? some(model.teams()) : null;
        String query = home == null ? "" : "?moveWorkspacesTo=" + home;
        change(actor, "DELETE", "/api/teams/" + team + query, null, model.deleteTeam(actor.id(), team, home));
    }

    private void createWorkspace() {
        Actor actor = changer();
        if (model.workspaces().size() >= MOST_WORKSPACES) {
            return;
        }
        UUID team = some(model.teams());
        ObjectNode body = body().put("teamId", team.toString()).put("name", "W");
        Answer answer = change(actor, "POST", "/api/workspaces", body, model.createWorkspace(actor.id(), team));
        if (answer.status() == 201) {
            model.addWorkspace(id(answer), team);
        }
    }

    private void moveWorkspace() {
        Actor actor = changer();
        UUID workspace = some(model.workspaces());
        UUID team = some(model.teams());
        change(
                actor,
                "PATCH",
                "/api/workspaces/" + workspace,
                body().put("teamId", team.toString()),
                model.moveWorkspace(actor.id(), workspace, team));
    }

    private void deleteWorkspace() {
        Actor actor = changer();
        UUID workspace = some(model.workspaces());
        change(actor, "DELETE", "/api/workspaces/" + workspace, null, model.deleteWorkspace(actor.id(), workspace));
    }

    private void assign() {
        Actor actor = changer();
        Actor target = actor();
        UUID node = some(model.nodes());
        int rank = 1 + random.nextInt(4);
        change(
                actor,
                "PUT",
                "/api/members/" + target.id() + "/roles/" + node,
                body().put("role", role(rank)),
                model.assign(actor.id(), target.id(), node, rank));
    }

    private void add() {
        Actor actor = changer();
        Actor target = someOf(actors);
        UUID node = some(model.nodes());
        int rank = 1 + random.nextInt(4);
        ObjectNode body = body().put("subject", target.subject())
                .put("kind", "SERVICE_ACCOUNT")
                .put("role", role(rank))
                .put("nodeId", node.toString());
        change(actor, "POST", "/api/members", body, model.add(actor.id(), target.id(), node, rank));
    }

    private void removeRole() {
        Actor actor = changer();
        Actor target = actor();
        UUID node = some(model.nodes());
        change(
                actor,
                "DELETE",
                "/api/members/" + target.id() + "/roles/" + node,
                null,
                model.removeRole(actor.id(), target.id(), node));
    }

    private void removeMember() {
        Actor actor = changer();
        Actor target = actor();
        change(actor, "DELETE", "/api/members/" + target.id(), null, model.removeMember(actor.id(), target.id()));
    }

    /** Up to ten questions at once; those that may not be asked are asked alone. */
    private void check() {
        Actor actor = actor();
        boolean member = model.named(actor.id());
        ObjectNode body = JSON.createObjectNode();
        ArrayNode checks = body.putArray("checks");
        List<Question> questions = new ArrayList<>();
        for (int i = random.nextInt(10); i >= 0; i--) {
            Question question = new Question(actor().id(), permission(), some(model.nodes()));
            if (model.mayAsk(actor.id(), question.principal(), question.node())) {
                questions.add(question);
                question.write(checks.addObject());
            }
        }
        if (questions.isEmpty() || !member) {
            Question refused = new Question(someOf(actors).id(), permission(), some(model.nodes()));
            int status = !member ? 404 : model.mayAsk(actor.id(), refused.principal(), refused.node()) ? 200 : 403;
            ObjectNode single = JSON.createObjectNode();
            refused.write(single);
            Answer answer = ask(actor, "POST", "/api/permissions/check", single, status);
            if (status == 200) {
                compare(actor, refused, answer.json());
            }
            return;
        }
        JsonNode results =
                ask(actor, "POST", "/api/permissions/check", body, 200).json().path("results");
        for (int i = 0; i < questions.size(); i++) {
            compare(actor, questions.get(i), results.path(i));
        }
    }

    private record Question(UUID principal, String permission, UUID node) {

        void write(ObjectNode json) {
            json.put("principalId", principal.toString())
                    .put("permission", permission)
                    .put("nodeId", node.toString());
        }
    }

    private void compare(Actor caller, Question question, JsonNode answer) {
        boolean there = model.knows(caller.id(), question.node());
        int rank = there ? model.deciding(question.principal(), question.permission(), question.node()) : 0;
        same(
                there && model.allowed(question.principal(), question.permission(), question.node()),
                answer.path("allowed").asBoolean(),
                question + " allowed");
        same(ObviousOrganization.ROLES.get(rank), answer.path("role").asText("NONE"), question + " role");
        same(
                !there
                        ? "UNKNOWN_NODE"
                        : rank == 0 ? "NO_ROLE" : answer.path("allowed").asBoolean() ? "GRANTED" : "ROLE_TOO_LOW",
                answer.path("reason").asText(),
                question + " reason");
        compared = compared.plus(new Compared(0, 0, 1, 0));
    }

    private void whoCan() {
        Actor actor = actor();
        String permission = permission();
        UUID node = some(model.nodes());
        int status = !model.named(actor.id())
                ? 404
                : model.nodes().contains(node) && model.rank(actor.id(), node) > 0 ? 200 : 404;
        String path = "/api/permissions/who-can?permission=" + permission + "&nodeId=" + node;
        Map<UUID, Integer> found = new HashMap<>();
        if (list(actor, path, status, item -> found.put(uuid(item, "principalId"), rank(item)))) {
            same(model.whoCan(permission, node), found, path);
        }
    }

    private void whatCan() {
        Actor actor = actor();
        Actor target = actor();
        String permission = permission();
        Map<UUID, Integer> expected =
                model.named(actor.id()) ? model.whatCan(actor.id(), target.id(), permission) : null;
        String path = "/api/permissions/what-can?permission=" + permission + "&principalId=" + target.id();
        Map<UUID, Integer> found = new HashMap<>();
        if (list(
                actor,
                path,
                expected == null ? 404 : 200,
                item -> found.put(uuid(item.path("node"), "id"), rank(item)))) {
            same(expected, found, path);
        }
    }

    private void members() {
        Actor actor = actor();
        Map<UUID, Map<UUID, Integer>> found = new HashMap<>();
        int status = model.named(actor.id()) ? 200 : 404;
        if (list(actor, "/api/members?", status, item -> {
            Map<UUID, Integer> roles = new HashMap<>();
            item.path("roles").forEach(role -> roles.put(uuid(role, "nodeId"), rank(role)));
            found.put(uuid(item, "principalId"), roles);
        })) {
            same(model.members(actor.id()), found, "members");
        }
    }

    private void nodes() {
        Actor actor = actor();
        int status = model.named(actor.id()) ? 200 : 404;
        boolean teams = random.nextBoolean();
        List<UUID> expected = (teams ? model.teams() : model.workspaces())
                .stream()
                        .filter(node -> model.rank(actor.id(), node) > 0)
                        .sorted(java.util.Comparator.comparing(UUID::toString))
                        .toList();
        List<UUID> found = new ArrayList<>();
        String path = teams ? "/api/teams?" : "/api/workspaces?";
        if (list(actor, path, status, item -> found.add(uuid(item, "id")))) {
            same(expected, found, path);
        }
    }

    /** Reads all pages of a list; false when it is refused. */
    private boolean list(Actor actor, String path, int status, java.util.function.Consumer<JsonNode> each) {
        int limit = random.nextInt(4) == 0 ? 3 : 200;
        String cursor = "";
        do {
            Answer answer = ask(actor, "GET", path + "&limit=" + limit + cursor, null, status);
            if (status != 200) {
                return false;
            }
            JsonNode page = answer.json();
            page.path("items").forEach(each);
            cursor = page.path("nextCursor").isTextual()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        compared = compared.plus(new Compared(0, 0, 0, 1));
        return true;
    }

    private Answer change(Actor actor, String method, String path, @Nullable ObjectNode body, int expected) {
        Answer answer = ask(actor, method, path, body, expected);
        if (expected < 300) {
            compared = compared.plus(new Compared(0, 1, 0, 0));
        }
        return answer;
    }

    private Answer ask(Actor actor, String method, String path, @Nullable ObjectNode body, int expected) {
        Answer answer = send(actor, model.id, method, path, body);
        String what = method + " " + path + " " + (body == null ? "" : body) + " as " + actor.id() + " "
                + model.rolesOf(actor.id());
        expect(expected, answer, what);
        compared = compared.plus(new Compared(1, 0, 0, 0));
        return answer;
    }

    private void expect(int expected, Answer answer, String what) {
        last.addLast(what + " -> " + answer.status());
        if (last.size() > LAST_SHOWN) {
            last.removeFirst();
        }
        same(expected, answer.status(), what + " " + answer.body());
    }

    private void same(@Nullable Object expected, @Nullable Object found, String what) {
        if (!java.util.Objects.equals(expected, found)) {
            throw new AssertionError("after " + compared + ": " + what + "\nthe model says " + expected
                    + "\nthe service says " + found + "\nlast:\n" + String.join("\n", last));
        }
    }

    private Answer send(
            Actor actor, @Nullable UUID organization, String method, String path, @Nullable ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + actor.token())
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (organization != null) {
            request.header("Enterprise-Org", organization.toString());
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new AssertionError(
                    "no answer to " + method + " " + path + " " + body + "\nlast:\n" + String.join("\n", last), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Anybody, seldom somebody who never belongs. */
    private Actor actor() {
        return random.nextInt(40) == 0 ? outsider : someOf(actors);
    }

    /** Mostly somebody who may change something somewhere, else anybody. */
    private Actor changer() {
        List<Actor> able = actors.stream()
                .filter(actor -> model.hasAnywhere(actor.id(), ObviousOrganization.ADMIN))
                .toList();
        return able.isEmpty() || random.nextInt(6) == 0 ? actor() : someOf(able);
    }

    private String permission() {
        return someOf(ObviousOrganization.LEAST.keySet().stream().sorted().toList());
    }

    /** One of these nodes, seldom one that is not there. */
    private UUID some(Collection<UUID> ids) {
        if (ids.isEmpty() || random.nextInt(30) == 0) {
            return new UUID(random.nextLong(), random.nextLong());
        }
        return someOf(ids.stream()
                .sorted(java.util.Comparator.comparing(UUID::toString))
                .toList());
    }

    private <T> T someOf(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private static String role(int rank) {
        return ObviousOrganization.ROLES.get(rank);
    }

    private static int rank(JsonNode item) {
        return ObviousOrganization.ROLES.indexOf(item.path("role").asText());
    }

    private static UUID uuid(JsonNode json, String field) {
        return UUID.fromString(json.path(field).asText());
    }

    private static UUID id(Answer answer) {
        return uuid(answer.json(), "id");
    }

    private static ObjectNode body() {
        return JSON.createObjectNode();
    }
}
