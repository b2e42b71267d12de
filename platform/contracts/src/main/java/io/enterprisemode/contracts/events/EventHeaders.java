package io.enterprisemode.contracts.events;

/**
 * Names of the Kafka headers of an event: CloudEvents 1.0 binary mode, W3C trace context, and those of dead letters.
 */
public final class EventHeaders {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String DATA_SCHEMA = "ce_dataschema";
    public static final String ORGANIZATION = "ce_organization";
    /**
     * When billing-service accepted a usage event; an extension attribute of the records of
     * {@link Topics#BILLING_USAGE_INGEST}.
     */
    public static final String RECEIVED_TIME = "ce_receivedtime";

    /**
     * The teams in whose workspaces the sender of a usage event may report, if not everywhere; an extension attribute
     * as above.
     */
    public static final String REACH_TEAMS = "ce_reachteams";

    public static final String CONTENT_TYPE = "content-type";
    public static final String TRACE_PARENT = "traceparent";

    public static final String DEAD_LETTER_REASON = "dead_letter_reason";
    public static final String DEAD_LETTER_CONSUMER = "dead_letter_consumer";
    public static final String DEAD_LETTER_TOPIC = "dead_letter_topic";
    public static final String DEAD_LETTER_PARTITION = "dead_letter_partition";
    public static final String DEAD_LETTER_OFFSET = "dead_letter_offset";

    /** The time of the record that could not be handled, in milliseconds since 1970. */
    public static final String DEAD_LETTER_TIMESTAMP = "dead_letter_timestamp";

    /** How often the record was refused; 1 when it was not sent again yet. */
    public static final String DEAD_LETTER_ATTEMPT = "dead_letter_attempt";

    /** The size in bytes of a value that was left out of a dead letter because it was too large for its topic. */
    public static final String DEAD_LETTER_LEFT_OUT = "dead_letter_left_out";

    /** The value of {@link #SPEC_VERSION}. */
    public static final String SPEC_VERSION_VALUE = "1.0";

    /** The value of {@link #CONTENT_TYPE}. */
    public static final String JSON = "application/json";

    private EventHeaders() {}
}
