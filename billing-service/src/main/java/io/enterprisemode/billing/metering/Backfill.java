package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
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

    private final UsageWriter writer;
    private final UsageFormat format;
    private final PlanCatalogue catalogue;
    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final MeteringConfiguration configuration;
    private final Clock clock;

    Backfill(
            UsageWriter writer,
            UsageFormat format,
            PlanCatalogue catalogue,
            WorkerTransactions transactions,
            Outbox outbox,
            AuditTrail audit,
            MeteringConfiguration configuration,
            Clock clock) {
        this.writer = writer;
        this.format = format;
        this.catalogue = catalogue;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** Takes in the lines of the stream; what was taken in stays when it breaks off, and sending it all again is safe. */
    Uni<BackfillAnswer> take(UUID organization, Origin origin, InputStream body) {
        NdjsonLines lines = new NdjsonLines(body);
        Progress progress = new Progress();
        return catalogue
                .refreshed()
                .chain(fresh -> Multi.createBy()
                        .repeating()
                        .uni(() -> chunk(lines))
                        .whilst(chunk -> chunk.size() == configuration.backfillChunk())
                        .filter(chunk -> !chunk.isEmpty())
                        .onItem()
                        .transformToUniAndConcatenate(chunk ->
                                catalogue.using(current -> write(organization, origin, current, chunk, progress)))
                        .collect()
                        .last()
                        .replaceWithVoid())
                .onItemOrFailure()
                .call((done, failure) -> record(organization, origin, progress, failure))
                .map(done -> progress.answer());
    }

    private Uni<List<NdjsonLines.Line>> chunk(NdjsonLines lines) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return lines.next(configuration.backfillChunk());
                    } catch (IOException e) {
                        throw ProblemType.BAD_REQUEST.with("The stream broke off or holds a line over 1 MiB.");
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
                StoredTime.now(clock),
                current,
                chunk.stream().map(line -> read(reader, line.text())).toList(),
                origin.traceparent());
        return writer.write(batch)
                .invoke(results -> progress.add(chunk, results))
                .replaceWithVoid();
    }

    private Received read(UsageEventReader reader, @Nullable String line) {
        JsonNode event = line == null ? null : format.line(line);
        return event == null
                ? new Received.Illegible(null, Refusal.INVALID_EVENT, "the line is not JSON in UTF-8")
                : reader.read(event);
    }

    private Uni<Void> record(UUID organization, Origin origin, Progress progress, @Nullable Throwable failure) {
        BackfillAnswer answer = progress.answer();
        LOG.infof(
                "organization %s: backfill %s, %d events accepted, %d duplicates, %d conflicts, %d rejected",
                organization,
                failure == null ? "done" : "broken off",
                answer.accepted(),
                answer.duplicates(),
                answer.conflicts(),
                answer.rejectedCount());
        AuditEntry entry = new AuditEntry(
                AuditCategory.USAGE,
                AuditSeverity.INFO,
                "billing.usage.backfilled",
                new Target("organization", organization.toString(), null),
                failure == null ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                Map.of(
                        "accepted", answer.accepted(),
                        "duplicates", answer.duplicates(),
                        "conflicts", answer.conflicts(),
                        "rejected", answer.rejectedCount()));
        return transactions.inTransaction(
                connection -> outbox.append(connection, List.of(audit.eventOf(organization, origin, entry))));
    }

    /** The count so far. */
    private static final class Progress {

        private long accepted;
        private long duplicates;
        private long conflicts;
        private long rejectedCount;
        private final List<BackfillAnswer.RejectedLine> rejected = new ArrayList<>();

        void add(List<NdjsonLines.Line> chunk, List<UsageResult> results) {
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
            if (rejected.size() < BackfillAnswer.MOST_LINES) {
                rejected.add(new BackfillAnswer.RejectedLine(
                        line.number(), String.valueOf(result.reason()), result.detail()));
            }
        }

        BackfillAnswer answer() {
            return new BackfillAnswer(accepted, duplicates, conflicts, rejectedCount, rejected);
        }
    }
}
