package io.enterprisemode.kernel.operations;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.messaging.DeadLetterOperations;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Selection;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Lets operators list, send again and discard dead letters of this service's consumers. Every action is audited in the
 * organization of its letter; for a letter without one, in that of the installation.
 */
@Path("/api/operations/{service}/dead-letters/{topic}")
public class DeadLetterResource {

    private static final int LONGEST_TEXT = 500;
    private static final int MOST_AT_ONCE = 1_000;
    private static final int USUALLY_AT_ONCE = 100;

    private final DeadLetterOperations deadLetters;
    private final CurrentRequest current;
    private final String service;

    DeadLetterResource(
            DeadLetterOperations deadLetters,
            CurrentRequest current,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.deadLetters = deadLetters;
        this.current = current;
        this.service = service;
    }

    /** The letters that wait for a decision, oldest first. */
    @GET
    @Blocking
    @RequiresInstallation(InstallationPermission.DEAD_LETTERS_REPLAY)
    public Page<Letter> waitingDeadLetters(
            @PathParam("service") String asked,
            @PathParam("topic") String topic,
            @QueryParam("organizationId") @Nullable String organizationId,
            @QueryParam("consumer") @Nullable String consumer,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            format = "int32",
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @Nullable
                    String limit) {
        int most = most(limit);
        Selection selection = new Selection(
                Set.of(),
                Parameters.uuid("organizationId", organizationId).orElse(null),
                Parameters.text("consumer", consumer, LONGEST_TEXT).orElse(null),
                Parameters.text("reason", reason, LONGEST_TEXT).orElse(null));
        List<Letter> letters = deadLetters.waiting(
                known(asked, topic), selection, Cursor.decode(cursor, 2).orElse(null), most + 1);
        return Page.of(letters, most, letter -> Cursor.of(letter.refusedAt(), letter.id()));
    }

    /** Sends letters to their topic again, oldest first: all that wait, or those of the selection. */
    @POST
    @Path("/replay")
    @Blocking
    @RequiresInstallation(InstallationPermission.DEAD_LETTERS_REPLAY)
    public Page<Letter> replayDeadLetters(
            @PathParam("service") String asked,
            @PathParam("topic") String topic,
            @QueryParam("limit")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            format = "int32",
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @Nullable
                    String limit,
            @RequestBody(required = false) @Nullable DeadLetterSelection selection) {
        List<Letter> sent = deadLetters.replay(
                known(asked, topic), DeadLetterSelection.of(selection), most(limit), current.origin());
        return new Page<>(sent, null);
    }

    /** Gives letters of the selection up, which names something; they are not listed any more. */
    @POST
    @Path("/discard")
    @Blocking
    @RequiresInstallation(InstallationPermission.DEAD_LETTERS_REPLAY)
    public Page<Letter> discardDeadLetters(
            @PathParam("service") String asked,
            @PathParam("topic") String topic,
            @QueryParam("limit")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            format = "int32",
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @Nullable
                    String limit,
            @RequestBody(required = false) @Nullable DeadLetterSelection selection) {
        Selection chosen = DeadLetterSelection.of(selection);
        if (chosen.isEverything()) {
            throw ProblemException.invalid("/ids", "name ids, organizationId, consumer or reason");
        }
        List<Letter> discarded = deadLetters.discard(known(asked, topic), chosen, most(limit), current.origin());
        return new Page<>(discarded, null);
    }

    private String known(String asked, String topic) {
        boolean known = Topics.all().stream().anyMatch(each -> each.name().equals(topic));
        if (!asked.equals(service) || !known) {
            throw ProblemException.notFound("topic of this service");
        }
        return topic;
    }

    private static int most(@Nullable String limit) {
        return Parameters.integer("limit", limit, 1, MOST_AT_ONCE, USUALLY_AT_ONCE);
    }
}
