package io.enterprisemode.kernel.access;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.AccessPolicy.ApiKey;
import io.vertx.mutiny.sqlclient.Row;
import java.util.EnumSet;
import java.util.Set;

/** Reads API keys from rows, of the table of teams-service as of the view of the other services. */
public final class ApiKeyRows {

    private ApiKeyRows() {}

    /** The key of a row with the columns of {@code access_api_key}. */
    public static ApiKey key(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getUUID("org_id"),
                row.getUUID("principal_id"),
                row.getString("secret_sha256"),
                row.getString("previous_secret_sha256"),
                DatabaseTime.of(row.getOffsetDateTime("previous_valid_until")),
                scopes(row.getString("scopes")),
                DatabaseTime.of(row.getOffsetDateTime("expires_at")),
                row.getBoolean("revoked"));
    }

    /**
     * Reads scopes as the tables store them: codes separated by spaces. Codes that this version does not know are
     * ignored.
     */
    public static Set<Permission> scopes(String codes) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (String code : codes.split(" ", -1)) {
            Permission.fromCode(code).ifPresent(permissions::add);
        }
        return permissions;
    }
}
