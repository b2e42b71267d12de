package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the access filter found out about this request. Resources read it and hand its values down as parameters;
 * nothing below a resource injects it.
 */
@RequestScoped
public class CurrentRequest {

    private @Nullable Origin origin;
    private @Nullable Grants grants;
    private @Nullable AccessSubject subject;
    private @Nullable Instant decidedAt;
    private boolean replayed;
    private boolean changesAccess;

    /** The verified caller with address, user agent and ids. */
    public Origin origin() {
        if (origin == null) {
            throw new IllegalStateException("the operation is public: it has no caller");
        }
        return origin;
    }

    public Caller caller() {
        return origin().caller();
    }

    /** The organization this request acts in. */
    public UUID organization() {
        return grants().organizationId();
    }

    /** The caller's roles in {@link #organization()}. */
    public Grants grants() {
        if (grants == null) {
            throw new IllegalStateException("the operation declares no permission on an organization");
        }
        return grants;
    }

    /** The caller and the organization, for operations that decide themselves ({@code Where.BY_OPERATION}). */
    public AccessSubject subject() {
        if (subject == null) {
            throw new IllegalStateException("the operation does not decide by itself");
        }
        return subject;
    }

    /** Where in the organization the caller holds the permission. */
    public Reach reach(Permission permission) {
        return grants().reach(permission);
    }

    public void bind(Origin origin) {
        this.origin = origin;
    }

    public void bind(AccessSubject subject) {
        this.subject = subject;
    }

    public void bind(Grants grants) {
        this.grants = grants;
    }

    /** Says when the grants were found to be enough. */
    public void decidedAt(Instant instant) {
        decidedAt = instant;
    }

    /** When the grants were found to be enough; null: the operation declares no permission on an organization. */
    public @Nullable Instant decidedAt() {
        return decidedAt;
    }

    /**
     * Marks the request as carried out before, so that it has no effect now; it is recognised by its Idempotency-Key or
     * in another way. The answer gets the header {@code Idempotent-Replayed: true}.
     */
    public void markReplayed() {
        replayed = true;
    }

    public boolean replayed() {
        return replayed;
    }

    /** Marks a reading request that has also changed memberships, such as a first sign-in. */
    public void markAccessChanged() {
        changesAccess = true;
    }

    public boolean changesAccess() {
        return changesAccess;
    }
}
