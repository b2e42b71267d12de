package io.enterprisemode.kernel.operations;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.messaging.DeadLetters;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.CurrentRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What operators see and do about dead letters of this service's consumers. */
@Path("/api/operations/{service}/dead-letters/{topic}")
public class DeadLetterResource {

    private static final Logger LOG = Logger.getLogger(DeadLetterResource.class);

    private final DeadLetters deadLetters;
    private final CurrentRequest current;
    private final String service;

    DeadLetterResource(
            DeadLetters deadLetters,
            CurrentRequest current,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.deadLetters = deadLetters;
        this.current = current;
        this.service = service;
    }

    /** The letters that wait, oldest first. */
    @GET
    @Blocking
    @RequiresInstallation(InstallationPermission.DEAD_LETTERS_REPLAY)
    public Page<DeadLetters.Letter> waitingDeadLetters(
            @PathParam("service") String asked,
            @PathParam("topic") String topic,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return new Page<>(deadLetters.waiting(known(asked, topic), bounded(limit)), null);
    }

    /** Sends the waiting letters to their topic again. */
    @POST
    @Path("/replay")
    @Blocking
    @RequiresInstallation(InstallationPermission.DEAD_LETTERS_REPLAY)
    public Page<DeadLetters.Letter> replayDeadLetters(
            @PathParam("service") String asked,
            @PathParam("topic") String topic,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        List<DeadLetters.Letter> sent = deadLetters.replay(known(asked, topic), bounded(limit));
        LOG.infof("%s sent %d dead letters of %s again", current.caller().principalId(), sent.size(), topic);
        return new Page<>(sent, null);
    }

    private String known(String asked, String topic) {
        boolean known = Topics.all().stream().anyMatch(each -> each.name().equals(topic));
        if (!asked.equals(service) || !known) {
            throw ProblemException.notFound("topic of this service");
        }
        return topic;
    }

    private static int bounded(int limit) {
        if (limit < 1 || limit > 1000) {
            throw ProblemException.invalid("limit", "must be between 1 and 1000");
        }
        return limit;
    }
}
