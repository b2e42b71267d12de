package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * An organization of a benchmark's own, where its usage goes.
 *
 * @param run tells its events from those of other runs
 * @param token of its owner
 */
record BenchOrganization(String run, String token, String organization, List<String> workspaces) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    BenchOrganization {
        workspaces = List.copyOf(workspaces);
    }

    /** Founds one that has subscribed to a plan by the month, with a team and workspaces that billing-service knows. */
    static BenchOrganization found(BenchSuite suite, String plan, int workspaceCount) {
        return found(suite, "{\"plan\":\"" + plan + "\",\"interval\":\"MONTH\"}", plan, workspaceCount);
    }

    /** The same with a subscription that started then. */
    static BenchOrganization found(BenchSuite suite, String plan, int workspaceCount, Instant startAt) {
        return found(
                suite,
                "{\"plan\":\"" + plan + "\",\"interval\":\"MONTH\",\"startAt\":\"" + startAt + "\"}",
                plan,
                workspaceCount);
    }

    private static BenchOrganization found(BenchSuite suite, String subscription, String plan, int workspaceCount) {
        String token = suite.newcomersToken();
        Caller founder = Caller.at(suite.local().baseUrl(ServiceName.GATEWAY)).bearing(token);
        String organization = id(founder.post("/api/organizations", Map.of("name", "Benchmark " + Instant.now())));
        Caller owner = founder.in(organization);
        await(owner, "/api/billing/subscriptions", subscription, "\"plan\":\"" + plan + "\"");
        String team = id(owner.post("/api/teams", Map.of("name", "Benchmark")));
        List<String> workspaces = new ArrayList<>();
        for (int i = 1; i <= workspaceCount; i++) {
            workspaces.add(workspace(owner, team, i));
        }
        await(owner, "/api/billing/usage", probe(workspaces.getLast()), "\"accepted\"");
        return new BenchOrganization(UUID.randomUUID().toString(), token, organization, workspaces);
    }

    /** The plan's limit of workspaces is known a moment after the subscription. */
    private static String workspace(Caller owner, String team, int number) {
        Map<String, String> request = Map.of("teamId", team, "name", "Workspace " + number);
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = owner.post("/api/workspaces", request);
        while (answer.status() != 201 && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            answer = owner.post("/api/workspaces", request);
        }
        return id(answer);
    }

    private static String probe(String workspace) {
        return "[{\"id\":\"probe\",\"source\":\"/bench\",\"type\":\"emails\",\"subject\":\"" + workspace
                + "\",\"time\":\"" + Instant.now() + "\",\"data\":{\"quantity\":1}}]";
    }

    /** Posts until the answer has the text: billing-service learns of an organization a moment after it was founded. */
    private static void await(Caller caller, String path, String body, String expected) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = caller.post(path, body);
        while (!answer.body().contains(expected)) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The benchmark cannot begin: " + answer, "See ./suite logs billing");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            answer = caller.post(path, body);
        }
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }
}
