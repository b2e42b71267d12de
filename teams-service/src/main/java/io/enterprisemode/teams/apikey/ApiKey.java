package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A credential of a program that acts as a service account, narrowed to some permissions. */
@Entity
@Table(name = "api_key")
@IdClass(ApiKey.Key.class)
class ApiKey {

    record Key(UUID organizationId, String keyId) implements Serializable {}

    private static final String BLANK = " ";

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "key_id")
    private String keyId;

    @Column(name = "principal_id")
    private UUID principalId;

    @Column(name = "name")
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(name = "role")
    private Role role;

    @Column(name = "secret_sha256")
    private String secretSha256;

    @Column(name = "previous_secret_sha256")
    private @Nullable String previousSecretSha256;

    @Column(name = "previous_valid_until")
    private @Nullable Instant previousValidUntil;

    @Column(name = "rotated_at")
    private @Nullable Instant rotatedAt;

    /** Who was given the present secret by a rotation; null: nobody, or not known. */
    @Column(name = "rotated_by")
    private @Nullable UUID rotatedBy;

    /** Who was given the secret before, while that is good. */
    @Column(name = "previous_secret_by")
    private @Nullable UUID previousSecretBy;

    /** Written by {@link ApiKeyUseRecorder} only. */
    @Column(name = "last_used_at", insertable = false, updatable = false)
    private @Nullable Instant lastUsedAt;

    @Column(name = "scopes")
    private String scopes;

    @Column(name = "created_by")
    private UUID createdBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private @Nullable Instant expiresAt;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    @Column(name = "revision")
    private long revision;

    protected ApiKey() {}

    ApiKey(
            Key key,
            UUID principalId,
            String name,
            Role role,
            String secretSha256,
            Collection<Permission> scopes,
            UUID createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        this.organizationId = key.organizationId();
        this.keyId = key.keyId();
        this.principalId = principalId;
        this.name = name;
        this.role = role;
        this.secretSha256 = secretSha256;
        this.scopes = scopes.stream().map(Permission::code).distinct().sorted().collect(Collectors.joining(BLANK));
        this.createdBy = createdBy;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
        this.revision = 1;
    }

    void revoke(Instant now) {
        revokedAt = now;
        previousSecretSha256 = null;
        previousValidUntil = null;
        previousSecretBy = null;
        revision++;
    }

    /**
     * Sets a new secret. The current secret stays valid until {@code previousUntil}; the one before it becomes invalid.
     *
     * @param by who gets the new secret
     */
    void rotate(String newSecretSha256, Instant previousUntil, UUID by, Instant now) {
        boolean overlaps = now.isBefore(previousUntil);
        previousSecretSha256 = overlaps ? secretSha256 : null;
        previousValidUntil = overlaps ? previousUntil : null;
        previousSecretBy = overlaps ? rotatedBy : null;
        rotatedBy = by;
        secretSha256 = newSecretSha256;
        rotatedAt = now;
        revision++;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    String keyId() {
        return keyId;
    }

    UUID principalId() {
        return principalId;
    }

    Role role() {
        return role;
    }

    UUID createdBy() {
        return createdBy;
    }

    Optional<UUID> rotatedBy() {
        return Optional.ofNullable(rotatedBy);
    }

    /** Who has created the key, has got its current secret, or has got the previous one while it is valid. */
    KeyHolders holders(Instant now) {
        boolean previous = previousSecretBy != null && previousValidUntil != null && now.isBefore(previousValidUntil);
        return new KeyHolders(createdBy, createdAt, rotatedBy, rotatedAt, previous ? previousSecretBy : null);
    }

    @Nullable
    Instant expiresAt() {
        return expiresAt;
    }

    Set<Permission> permissions() {
        return scopeCodes().stream()
                .flatMap(code -> Permission.fromCode(code).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<String> scopeCodes() {
        return Arrays.asList(scopes.split(BLANK, -1));
    }

    ApiKeyView view() {
        return new ApiKeyView(
                keyId,
                name,
                principalId,
                role,
                scopeCodes(),
                createdBy,
                createdAt,
                expiresAt,
                revokedAt,
                rotatedAt,
                rotatedBy,
                previousValidUntil,
                lastUsedAt,
                null,
                null,
                null,
                null,
                null);
    }

    ApiKeyChanged event(Instant at) {
        return new ApiKeyChanged(
                keyId,
                organizationId,
                principalId,
                secretSha256,
                previousSecretSha256,
                previousValidUntil,
                scopeCodes(),
                expiresAt,
                isRevoked(),
                revision,
                at);
    }
}
