package io.enterprisemode.contracts.catalogue;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.billing.LimitReached;
import io.enterprisemode.contracts.billing.LimitRefused;
import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.ApiKeyUsed;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.OrganizationNamed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue of events. */
public final class EventTypes {

    public static final EventDefinition<MembershipChanged> MEMBERSHIP_CHANGED =
            define("io.enterprisemode.teams.membership.changed.v1", MembershipChanged.class, Topics.TEAMS_MEMBERSHIP);
    public static final EventDefinition<NodeChanged> NODE_CHANGED =
            define("io.enterprisemode.teams.node.changed.v1", NodeChanged.class, Topics.TEAMS_STRUCTURE);
    public static final EventDefinition<ApiKeyChanged> API_KEY_CHANGED =
            define("io.enterprisemode.teams.apikey.changed.v1", ApiKeyChanged.class, Topics.TEAMS_API_KEYS);
    public static final EventDefinition<ApiKeyUsed> API_KEY_USED =
            define("io.enterprisemode.access.apikey.used.v1", ApiKeyUsed.class, Topics.ACCESS_API_KEY_USES);
    public static final EventDefinition<OrganizationNamed> ORGANIZATION_NAMED = define(
            "io.enterprisemode.access.organization.named.v1",
            OrganizationNamed.class,
            Topics.ACCESS_NAMED_ORGANIZATIONS);
    public static final EventDefinition<Heartbeat> HEARTBEAT = define(
            "io.enterprisemode.teams.heartbeat.v1",
            Heartbeat.class,
            Topics.TEAMS_MEMBERSHIP,
            Topics.TEAMS_STRUCTURE,
            Topics.TEAMS_API_KEYS);
    public static final EventDefinition<UsageRecorded> USAGE_RECORDED =
            define("io.enterprisemode.billing.usage.recorded.v1", UsageRecorded.class, Topics.BILLING_USAGE_RECORDED);
    public static final EventDefinition<SubscriptionChanged> SUBSCRIPTION_CHANGED = define(
            "io.enterprisemode.billing.subscription.changed.v1", SubscriptionChanged.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<InvoiceFinalized> INVOICE_FINALIZED =
            define("io.enterprisemode.billing.invoice.finalized.v1", InvoiceFinalized.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<InvoiceShares> INVOICE_SHARES =
            define("io.enterprisemode.billing.invoice.shares.v1", InvoiceShares.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<InvoiceSettled> INVOICE_SETTLED =
            define("io.enterprisemode.billing.invoice.settled.v1", InvoiceSettled.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<CreditNoteIssued> CREDIT_NOTE_ISSUED =
            define("io.enterprisemode.billing.credit-note.issued.v1", CreditNoteIssued.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<PaymentRecorded> PAYMENT_RECORDED =
            define("io.enterprisemode.billing.payment.recorded.v1", PaymentRecorded.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<RefundRecorded> REFUND_RECORDED =
            define("io.enterprisemode.billing.refund.recorded.v1", RefundRecorded.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<LimitReached> LIMIT_REACHED =
            define("io.enterprisemode.billing.limit.reached.v1", LimitReached.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<LimitRefused> LIMIT_REFUSED =
            define("io.enterprisemode.billing.limit.refused.v1", LimitRefused.class, Topics.BILLING_LIFECYCLE);
    public static final EventDefinition<AuditEvent> AUDIT_EVENT =
            define("io.enterprisemode.audit.event.v1", AuditEvent.class, Topics.AUDIT_EVENTS);

    /**
     * The name of the schema of a usage event as producers send it: CloudEvents in structured JSON; it is on no topic
     * of the catalogue.
     */
    public static final String USAGE_EVENT_IN = "io.enterprisemode.billing.usage.event";

    /**
     * The name of the schema of a record of {@link Topics#BILLING_USAGE_INGEST}: key, headers and value; see
     * {@code QueuedUsage}.
     */
    public static final String USAGE_INGEST = "io.enterprisemode.billing.usage.ingest";

    private static final List<EventDefinition<?>> ALL = List.of(
            MEMBERSHIP_CHANGED,
            NODE_CHANGED,
            API_KEY_CHANGED,
            API_KEY_USED,
            ORGANIZATION_NAMED,
            HEARTBEAT,
            USAGE_RECORDED,
            SUBSCRIPTION_CHANGED,
            INVOICE_FINALIZED,
            INVOICE_SHARES,
            INVOICE_SETTLED,
            CREDIT_NOTE_ISSUED,
            PAYMENT_RECORDED,
            REFUND_RECORDED,
            LIMIT_REACHED,
            LIMIT_REFUSED,
            AUDIT_EVENT);

    private static final Map<String, EventDefinition<?>> BY_TYPE =
            ALL.stream().collect(Collectors.toUnmodifiableMap(EventDefinition::type, Function.identity()));

    private EventTypes() {}

    /** All types of events. */
    public static List<EventDefinition<?>> all() {
        return ALL;
    }

    /** The definition of a CloudEvents type, empty for an unknown one. */
    public static Optional<EventDefinition<?>> byType(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** The definition of the events with this data. */
    @SuppressWarnings("unchecked") // a definition's class is that of its data
    public static <T extends EventData> EventDefinition<T> of(Class<T> dataClass) {
        return (EventDefinition<T>) ALL.stream()
                .filter(definition -> definition.dataClass() == dataClass)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no event has the data " + dataClass.getName()));
    }

    /** The JSON Schema of a usage event as producers send it, as text. */
    public static String usageEventInSchema() {
        return EventDefinition.schemaText(USAGE_EVENT_IN);
    }

    /** The JSON Schema of a usage event as a record, as text. */
    public static String usageIngestSchema() {
        return EventDefinition.schemaText(USAGE_INGEST);
    }

    private static <T extends EventData> EventDefinition<T> define(String type, Class<T> data, String... topics) {
        return new EventDefinition<>(type, List.of(topics), data);
    }
}
