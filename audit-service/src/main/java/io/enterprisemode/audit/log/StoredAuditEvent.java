package io.enterprisemode.audit.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.EventJson;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.PrimaryKeyJoinColumn;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An event as it is in the log. */
@Entity
@Immutable
@Table(name = "audit_event")
@SecondaryTable(
        name = "audit_event_receipt",
        pkJoinColumns = {
            @PrimaryKeyJoinColumn(name = "org_id", referencedColumnName = "org_id"),
            @PrimaryKeyJoinColumn(name = "event_id", referencedColumnName = "id")
        })
@IdClass(StoredAuditEvent.Key.class)
public class StoredAuditEvent {

    /**
     * Its columns, by name: a column that a later version adds changes no statement. {@code e} is the event, {@code r}
     * its receipt.
     */
    public static final String COLUMNS = """
        e.org_id, e.id, e.time, e.received_at, e.source, e.category, e.severity, e.action, e.actor_type, e.actor_id,
        e.actor_name, e.actor_email, e.target_type, e.target_id, e.target_name, e.outcome, e.ip_address,
        e.user_agent, e.request_id, e.details, r.credential\
        """;

    private static final TypeReference<Map<String, @Nullable Object>> DETAILS = new TypeReference<>() {};

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    private UUID id;

    @Column(name = "time")
    private Instant time;

    @Column(name = "received_at")
    private Instant receivedAt;

    @Column(name = "source")
    private String source;

    @Column(name = "category")
    @Enumerated(EnumType.STRING)
    private AuditCategory category;

    @Column(name = "severity")
    @Enumerated(EnumType.STRING)
    private AuditSeverity severity;

    @Column(name = "action")
    private String action;

    @Column(name = "actor_type")
    @Enumerated(EnumType.STRING)
    private ActorType actorType;

    @Column(name = "actor_id")
    private String actorId;

    @Column(name = "actor_name")
    private @Nullable String actorName;

    @Column(name = "actor_email")
    private @Nullable String actorEmail;

    @Column(name = "target_type")
    private String targetType;

    @Column(name = "target_id")
    private String targetId;

    @Column(name = "target_name")
    private @Nullable String targetName;

    @Column(name = "outcome")
    @Enumerated(EnumType.STRING)
    private AuditOutcome outcome;

    @Column(name = "ip_address")
    private @Nullable String ipAddress;

    @Column(name = "user_agent")
    private @Nullable String userAgent;

    @Column(name = "request_id")
    private @Nullable String requestId;

    @Column(name = "details")
    private String details;

    @Column(name = "credential", table = "audit_event_receipt")
    private @Nullable String credential;

    protected StoredAuditEvent() {}

    public UUID id() {
        return id;
    }

    public Instant time() {
        return time;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    /** Who vouches for the event. */
    public String source() {
        return source;
    }

    public AuditCategory category() {
        return category;
    }

    public AuditSeverity severity() {
        return severity;
    }

    public String action() {
        return action;
    }

    public Actor actor() {
        return new Actor(actorType, actorId, actorName, actorEmail);
    }

    public Target target() {
        return new Target(targetType, targetId, targetName);
    }

    public AuditOutcome outcome() {
        return outcome;
    }

    public @Nullable String ipAddress() {
        return ipAddress;
    }

    public @Nullable String userAgent() {
        return userAgent;
    }

    public @Nullable String requestId() {
        return requestId;
    }

    /** The details as JSON text. */
    public String detailsJson() {
        return details;
    }

    /** The details, read; numbers exactly as they were written. */
    public Map<String, @Nullable Object> details() {
        return details(id, details);
    }

    static Map<String, @Nullable Object> details(UUID id, String json) {
        try {
            return EventJson.mapper().readValue(json, DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the details of event " + id + " cannot be read", e);
        }
    }

    /** What the poster proved itself with; null: an event of a service, or one that came in before this was kept. */
    public @Nullable String credential() {
        return credential;
    }

    /** The primary key. */
    public record Key(UUID organizationId, UUID id) {}
}
