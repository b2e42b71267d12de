package io.enterprisemode.local.postgres;

import io.enterprisemode.local.ServiceName;
import java.util.Locale;

/**
 * The three roles with which a service reaches its database. None is a superuser, none passes by row level security.
 */
public enum DatabaseRole {
    /** Owns the database, used by migrations only. */
    OWNER,
    /** Requests. */
    APP,
    /** Consumers, schedulers and batch writers. */
    WORKER;

    /** The role's name in PostgreSQL, e.g. {@code billing_app}. */
    public String nameFor(ServiceName service) {
        return service.id() + "_" + name().toLowerCase(Locale.ROOT);
    }
}
