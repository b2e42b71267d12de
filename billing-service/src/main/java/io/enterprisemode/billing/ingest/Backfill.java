package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.metering.MeteringConfiguration;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageProblems;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageSubmission;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.Outages;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Taking in older usage, line by line in chunks, as fast as the database takes it and in bounded memory. */
@ApplicationScoped
class Backfill {

    private static final Logger LOG = Logger.getLogger(Backfill.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration PAUSE_BETWEEN_TRIES = Duration.ofMillis(200);
    private static final String DONE = "done";

    private final UsageSubmission submission;
    private final UsageFormat format;
    private final PlanCatalogue catalogue;
    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Outages outages;
    private final MeteringConfiguration configuration;
    private final Clock clock;

    Backfill(
            UsageSubmission submission,
            UsageFormat format,
            PlanCatalogue catalogue,
            WorkerTransactions transactions,
            Outbox outbox,
            AuditTrail audit,
            Outages outages,
            MeteringConfiguration configuration,
            Clock clock) {
        this.submission = submission;
        this.format = format;
        this.catalogue = catalogue;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.outages = outages;
        this.configuration = configuration;
        this.clock = clock;
    }

    /**
     * Takes in the lines of the stream; what was taken in stays when it breaks off, and sending it all again is safe. A
     * chunk that is refused for now is tried again for as long as the configuration says. The problem of a failure
     * states how many lines were taken in before. Every outcome is audited, also when the caller disconnects.
     */
    Uni<BackfillView> take(UUID organization, Origin origin, InputStream body) {
        NdjsonLines lines = new NdjsonLines(body);
        Progress progress = new Progress();
        return catalogue
                .refreshed()
                .chain(fresh -> Multi.createBy()
                        .repeating()
                        .uni(() -> chunk(lines))
                        .whilst(chunk -> !chunk.last())
                        .filter(chunk -> !chunk.lines().isEmpty())
                        .onItem()
                        .transformToUniAndConcatenate(chunk -> catalogue.using(
                                current -> write(organization, origin, current, chunk.lines(), progress)))
                        .collect()
                        .last()
                        .replaceWithVoid())
                .onTermination()
                .call((done, failure, canceled) -> record(organization, origin, progress, outcome(failure, canceled)))
                .onFailure()
                .transform(failure -> broken(failure, lines, progress))
                .map(done -> progress.answer());
    }

    private static String outcome(@Nullable Throwable failure, boolean canceled) {
        return canceled ? "canceled" : failure == null ? DONE : "broken off";
    }

    /** The same failure with what was taken in before it. */
    private Throwable broken(Throwable failure, NdjsonLines lines, Progress progress) {
        BackfillView before = progress.answer();
        String sofar =
                (" It broke off at line %d; of the lines before, %d were accepted, %d duplicates, %d conflicts and "
                                        + "%d rejected.")
                                .formatted(
                                        progress.brokeOffAt(lines),
                                        before.accepted(),
                                        before.duplicates(),
                                        before.conflicts(),
                                        before.rejectedCount())
                        + " What was taken in stays; sending all of it again is safe.";
        return switch (failure) {
            case ProblemException problem
            when UsageProblems.isForNow(problem) ->
                problem.withDetail("It has waited too long for others who use the same." + sofar);
            case ProblemException problem -> problem.withDetail(problem.getMessage() + sofar);
            case Throwable outage
            when outages.isOutage(outage) ->
                ProblemException.retryLater(
                        ProblemType.UNAVAILABLE, "The database does not take it at the moment." + sofar, RETRY_AFTER);
            default -> failure;
        };
    }

    private Uni<NdjsonLines.Chunk> chunk(NdjsonLines lines) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return lines.next(configuration.backfillChunk());
                    } catch (NdjsonLines.LineTooLong e) {
                        throw ProblemType.BAD_REQUEST.with("A line is over 1 MiB.");
                    } catch (IOException e) {
                        throw ProblemType.BAD_REQUEST.with("The stream broke off, or what is packed is damaged.");
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Uni<Void> write(
            UUID organization, Origin origin, Catalogue current, List<NdjsonLines.Line> chunk, Progress progress) {
        UsageEventReader reader = new UsageEventReader(current);
        UsageBatch batch = new UsageBatch(
                organization,
                new Reach.WholeOrganization(),
                true,
                DatabaseTime.now(clock),
                current,
                chunk.stream().map(line -> read(reader, line.text())).toList(),
                origin.traceparent());
        progress.begin(chunk);
        return written(batch, clock.instant().plus(configuration.backfillPatience()))
                .invoke(results -> progress.add(chunk, results))
                .replaceWithVoid();
    }

    /** The results of a batch; one that is refused for now is tried again until then. */
    private Uni<List<UsageResult>> written(UsageBatch batch, Instant until) {
        return submission
                .write(batch)
                .onFailure(failure ->
                        UsageProblems.isForNow(failure) && clock.instant().isBefore(until))
                .recoverWithUni(refused -> Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(PAUSE_BETWEEN_TRIES)
                        .chain(() -> written(batch, until)));
    }

    private ParsedEvent read(UsageEventReader reader, @Nullable String line) {
        if (line == null) {
            return notAnEvent(UsageFormat.NO_JSON);
        }
        JsonNode event;
        try {
            event = format.line(line);
        } catch (IllegalArgumentException e) {
            return notAnEvent(String.valueOf(e.getMessage()));
        }
        return reader.read(event);
    }

    private static ParsedEvent notAnEvent(String detail) {
        return new ParsedEvent.Invalid(null, null, Refusal.INVALID_EVENT, detail);
    }

    private Uni<Void> record(UUID organization, Origin origin, Progress progress, String outcome) {
        BackfillView answer = progress.answer();
        LOG.infof(
                "organization %s: backfill %s, %d events accepted, %d duplicates, %d conflicts, %d rejected",
                organization,
                outcome,
                answer.accepted(),
                answer.duplicates(),
                answer.conflicts(),
                answer.rejectedCount());
        AuditEntry entry = new AuditEntry(
                AuditCategory.USAGE,
                AuditSeverity.INFO,
                "billing.usage.backfilled",
                new Target("organization", organization.toString(), null),
                outcome.equals(DONE) ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                Map.of(
                        "outcome", outcome,
                        "accepted", answer.accepted(),
                        "duplicates", answer.duplicates(),
                        "conflicts", answer.conflicts(),
                        "rejected", answer.rejectedCount()));
        return transactions.inTransaction(
                connection -> outbox.append(connection, List.of(audit.eventOf(organization, origin, entry))));
    }

    /** The count so far. */
    private static final class Progress {

        /** The first line of the chunk that is being written; 0: none is. */
        private long writing;

        private long accepted;
        private long duplicates;
        private long conflicts;
        private long rejectedCount;
        private final List<BackfillView.RejectedLine> rejected = new ArrayList<>();

        void begin(List<NdjsonLines.Line> chunk) {
            writing = chunk.getFirst().number();
        }

        /** The line from which on nothing was taken in: of a chunk that could not be written, or not be read. */
        long brokeOffAt(NdjsonLines lines) {
            return writing == 0 ? lines.at() : writing;
        }

        void add(List<NdjsonLines.Line> chunk, List<UsageResult> results) {
            writing = 0;
            for (UsageResult result : results) {
                switch (result.status()) {
                    case ACCEPTED -> accepted++;
                    case DUPLICATE -> duplicates++;
                    case CONFLICT -> conflicts++;
                    case REJECTED, BLOCKED -> reject(chunk.get(result.index()), result);
                }
            }
        }

        private void reject(NdjsonLines.Line line, UsageResult result) {
            rejectedCount++;
            if (rejected.size() < BackfillView.MOST_LINES) {
                rejected.add(
                        new BackfillView.RejectedLine(line.number(), String.valueOf(result.reason()), result.detail()));
            }
        }

        BackfillView answer() {
            return new BackfillView(accepted, duplicates, conflicts, rejectedCount, rejected);
        }
    }
}
