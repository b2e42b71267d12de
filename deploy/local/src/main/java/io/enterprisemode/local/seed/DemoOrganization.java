package io.enterprisemode.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An organization of the demo as its owner makes it; every step may be repeated. */
final class DemoOrganization {

    private final String name;
    private final String id;
    private final DemoApi owner;
    private final Map<String, String> teams = new LinkedHashMap<>();
    private final Map<DemoWorkspace, String> workspaces = new LinkedHashMap<>();

    private DemoOrganization(String name, String id, DemoApi owner) {
        this.name = name;
        this.id = id;
        this.owner = owner;
    }

    /** Founds it; it has the plan that every organization begins with, which allows one workspace and three people. */
    static DemoOrganization found(DemoApi founder, String name, String timeZone) {
        String billingEmail = "billing@" + name.toLowerCase(Locale.ROOT) + ".example";
        Map<String, String> request = Map.of("name", name, "timeZone", timeZone, "billingEmail", billingEmail);
        String id = idOf(founder.create("/api/organizations", request, "demo " + name));
        return new DemoOrganization(name, id, founder.in(id));
    }

    /** Makes a workspace, and its team with the first one. */
    void add(DemoWorkspace workspace) {
        String team = teams.computeIfAbsent(
                workspace.team(),
                given -> idOf(owner.create("/api/teams", Map.of("name", given), "demo team " + given)));
        Map<String, String> request = Map.of("teamId", team, "name", workspace.name());
        workspaces.put(workspace, idOf(owner.create("/api/workspaces", request, "demo workspace " + workspace.name())));
    }

    String name() {
        return name;
    }

    String id() {
        return id;
    }

    /** The owner's requests. */
    DemoApi owner() {
        return owner;
    }

    /** The id of each workspace. */
    Map<DemoWorkspace, String> workspaces() {
        return workspaces;
    }

    /** Makes a service account a member. */
    void addServiceAccount(String subject, String shownName) {
        owner.create(
                "/api/members",
                Map.of("subject", subject, "kind", "SERVICE_ACCOUNT", "name", shownName, "role", "MEMBER"),
                "demo member " + subject);
    }

    /**
     * Makes a person a member by an invitation that the person accepts.
     *
     * @param invited the person's own requests; empty when the person cannot sign in here: then the invitation stays
     *     open
     */
    void invite(DemoPerson person, Optional<DemoApi> invited) {
        if (isMember(person)) {
            return;
        }
        List<JsonNode> open = openInvitations(person);
        if (invited.isEmpty() && !open.isEmpty()) {
            return;
        }
        open.forEach(invitation -> owner.delete("/api/invitations/" + idOf(invitation)));
        String node = person.team() == null ? id : teams.getOrDefault(person.team(), id);
        Map<String, Object> request = Map.of("email", person.email(), "role", person.role(), "nodeId", node);
        JsonNode invitation = owner.post("/api/invitations", request, 201).body();
        Map<String, String> acceptance =
                Map.of("token", invitation.path("token").asText());
        invited.ifPresent(guest -> guest.post("/api/invitations/accept", acceptance, 200));
    }

    private boolean isMember(DemoPerson person) {
        return items("/api/members").stream()
                .anyMatch(member -> member.path("email").asText().equals(person.email()));
    }

    /** The token of an invitation is shown once, so one that was made by an interrupted run is of no use. */
    private List<JsonNode> openInvitations(DemoPerson person) {
        return items("/api/invitations").stream()
                .filter(invitation -> invitation.path("email").asText().equals(person.email())
                        && invitation.path("status").asText().equals("OPEN"))
                .toList();
    }

    /**
     * Lets the organization be billed, and its usage be taken in, as at another time, which stands still.
     *
     * @param operator of the installation
     */
    void setClock(DemoApi operator, Instant at) {
        operator.put(clock(), Map.of("at", at.toString()));
    }

    /**
     * Lets the time of the system hold again.
     *
     * @param operator of the installation
     */
    void resetClock(DemoApi operator) {
        operator.delete(clock());
    }

    private String clock() {
        return "/api/billing/organizations/" + id + "/clock";
    }

    /** Subscribes to a plan with monthly periods, from a moment in the past; the first price is invoiced at once. */
    void subscribe(String plan, Instant startAt) {
        subscribe(Map.of("plan", plan, "interval", "MONTH", "startAt", startAt.toString()));
    }

    /** Begins a trial of a plan, of some days from a moment in the past. */
    void tryOut(String plan, Instant startAt, int days) {
        subscribe(Map.of("plan", plan, "interval", "MONTH", "startAt", startAt.toString(), "trialDays", days));
    }

    private void subscribe(Map<String, ?> request) {
        owner.create("/api/billing/subscriptions", request, "demo subscription");
    }

    /** Changes to a plan at once: the rest of the period is credited and charged anew. */
    void changeNow(String plan) {
        change(plan, "NOW");
    }

    /** Changes to a plan when what is paid for ends. */
    void changeAtPeriodEnd(String plan) {
        change(plan, "PERIOD_END");
    }

    private void change(String plan, String when) {
        owner.change(
                "/api/billing/subscriptions/current/change",
                Map.of("plan", plan, "when", when),
                "demo change to " + plan);
    }

    /**
     * Ends all periods that are over, also those without anything to charge, as billing-service would by itself a
     * little later.
     *
     * @param operator of the installation
     */
    void catchUp(DemoApi operator) {
        operator.post("/api/billing/organizations/" + id + "/catch-up", Map.of(), 200);
    }

    /**
     * Records payments of all invoices but the newest one, as the operator would with what the bank tells.
     *
     * @param operator of the installation
     * @param after how long after its issue each was paid
     * @return how many invoices there are
     */
    int payAllButTheNewest(DemoApi operator, Duration after) {
        List<JsonNode> invoices = items("/api/billing/invoices");
        for (JsonNode invoice : invoices.subList(Math.min(1, invoices.size()), invoices.size())) {
            JsonNode open = invoice.path("open");
            if (open.path("amountMinor").longValue() > 0) {
                operator.post(
                        "/api/billing/organizations/" + id + "/invoices/" + idOf(invoice) + "/payments",
                        Map.of(
                                "amountMinor", open.path("amountMinor").longValue(),
                                "currency", open.path("currency").asText(),
                                "receivedAt",
                                        Instant.parse(invoice.path("issuedAt").asText())
                                                .plus(after)
                                                .toString(),
                                "reference",
                                        "Bank transfer for "
                                                + invoice.path("number").asText()),
                        201);
            }
        }
        return invoices.size();
    }

    private List<JsonNode> items(String path) {
        return owner.get(path + "?limit=200").path("items").valueStream().toList();
    }

    private static String idOf(JsonNode made) {
        return made.path("id").asText();
    }
}
