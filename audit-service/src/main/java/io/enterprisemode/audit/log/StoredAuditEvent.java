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
@IdClass(StoredAuditEvent.Key.class)
public class StoredAuditEvent {

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

    /** The details, read. */
    public Map<String, @Nullable Object> details() {
        try {
            return EventJson.mapper().readValue(details, DETAILS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the details of event " + id + " cannot be read", e);
        }
    }

    /** The primary key. */
    public record Key(UUID organizationId, UUID id) {}
}
