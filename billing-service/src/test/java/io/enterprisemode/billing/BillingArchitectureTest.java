package io.enterprisemode.billing;

import io.enterprisemode.testkit.architecture.ArchitectureRules;
import java.util.Map;
import java.util.Set;

class BillingArchitectureTest extends ArchitectureRules {

    BillingArchitectureTest() {
        super("io.enterprisemode.billing");
    }

    @Override
    protected Set<String> pureRules() {
        return Set.of(
                "UsageLimit",
                "UsageAccumulator",
                "LatenessRule",
                "InvoiceDraft",
                "UsageLines",
                "UsageRating",
                "Allocation",
                "PartLevels",
                "PlanVersion",
                "SubscriptionTerms",
                "SubscriptionTransitions",
                "Ledger",
                "TaxRule");
    }

    @Override
    protected Map<String, String> sendersWithoutOutbox() {
        return Map.of(
                "UsageTopic",
                "hours are flagged in the database until Kafka has acknowledged them",
                "IngestTopic",
                "a request is answered once Kafka has acknowledged its events");
    }

    @Override
    protected Map<String, String> longConstructors() {
        return Map.ofEntries(
                Map.entry("Backfill", "a use case names its collaborators: reading, writing and telling of an import"),
                Map.entry("QueuedUsageConsumer", "a consumer names what it reads by, writes by and asks again"),
                Map.entry("Invoices", "a use case names its collaborators: terms, usage, rules, rows and events"),
                Map.entry("UsageWriter", "the one way usage is written joins transactions, cache, outbox and audit"),
                Map.entry("Subscriptions", "a use case names its collaborators: plans, counters, rows and events"),
                Map.entry(
                        "InvoiceScheduler", "a job names its collaborators: what is due, settings, clocks and metric"),
                Map.entry("Invoice", "a row takes what is frozen on a document"),
                Map.entry("Invoicing", "a document is issued in one place: lines, number, ledger, events and audit"),
                Map.entry("ChangeSubscription", "a use case names its collaborators: plans, rows, limits and audit"),
                Map.entry("MoveSubscriptions", "a use case over all organizations: both doors, rows and audit"),
                Map.entry(
                        "UsageQueries",
                        "a use case names its collaborators: the readers of counters, hours, places and plans"));
    }
}
