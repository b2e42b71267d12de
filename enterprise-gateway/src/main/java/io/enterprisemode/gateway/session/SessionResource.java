package io.enterprisemode.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.gateway.backend.Backends;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.request.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Who is signed in, and where they belong. */
@Path("/api/enterprise/session")
class SessionResource {

    private static final int MOST_ORGANIZATIONS = 100;

    private final CurrentRequest current;
    private final Questions questions;
    private final Backends backends;
    private final CsrfTokens csrfTokens;

    SessionResource(CurrentRequest current, Questions questions, Backends backends, CsrfTokens csrfTokens) {
        this.current = current;
        this.questions = questions;
        this.backends = backends;
        this.csrfTokens = csrfTokens;
    }

    /** The person, the token against forged requests, and the organizations they belong to. */
    @GET
    @SignedIn
    public Uni<SessionView> session(@Context RoutingContext routing) {
        Caller caller = current.caller();
        return questions
                .of(routing, null)
                .chain(question -> backends.get("teams", "/api/me", question).chain(me -> organizations(me, question)))
                .onFailure(Backends.Refusal.class)
                .transform(Backends.Refusal::asProblem)
                .map(organizations -> new SessionView(
                        new Person(
                                caller.label(),
                                caller.email(),
                                caller.principalId(),
                                !caller.installation().isEmpty()),
                        csrfTokens.tokenOf(questions.sessionKey(routing)),
                        memberships(organizations.path("items")),
                        organizations.hasNonNull("nextCursor")
                                ? organizations.path("nextCursor").asText()
                                : null));
    }

    /**
     * The first page of the caller's organizations: {@code /api/me} returns at most a hundred, and not whether there
     * are more.
     */
    private Uni<JsonNode> organizations(JsonNode me, Backends.Question question) {
        JsonNode told = me.path("organizations");
        if (told.size() >= MOST_ORGANIZATIONS) {
            return backends.get("teams", "/api/organizations?limit=" + MOST_ORGANIZATIONS, question);
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("items", told);
        return Uni.createFrom().item(all);
    }

    private static List<Membership> memberships(JsonNode organizations) {
        List<Membership> memberships = new ArrayList<>();
        for (JsonNode organization : organizations) {
            memberships.add(new Membership(
                    UUID.fromString(organization.path("id").asText()),
                    organization.path("name").asText(),
                    roleOn(organization)));
        }
        return memberships;
    }

    private static @Nullable String roleOn(JsonNode organization) {
        for (JsonNode assignment : organization.path("roles")) {
            if (assignment.path("nodeType").asText().equals("ORGANIZATION")) {
                return assignment.path("role").asText();
            }
        }
        return null;
    }

    /**
     * A session.
     *
     * @param csrfToken to be sent in {@code X-CSRF-Token} with every request that changes something
     * @param organizations the first hundred
     * @param nextCursor for {@code /api/organizations}, where the others are; null: these are all
     */
    @Schema(name = "Session")
    record SessionView(
            Person user,
            String csrfToken,
            List<Membership> organizations,
            @Nullable String nextCursor) {}

    /**
     * Who is signed in.
     *
     * @param operator whether the token carries permissions on the installation
     */
    record Person(String name, @Nullable String email, UUID principalId, boolean operator) {}

    /**
     * An organization they belong to.
     *
     * @param role on the organization itself; null for members of a team or workspace only
     */
    record Membership(UUID id, String name, @Nullable String role) {}
}
