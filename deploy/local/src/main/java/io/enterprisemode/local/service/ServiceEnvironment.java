package io.enterprisemode.local.service;

import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.postgres.DatabaseRole;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables of the services: where everything is, and with which passwords. */
public final class ServiceEnvironment {

    private final SuiteSettings settings;
    private final Secrets secrets;
    private final SuiteFolders folders;

    public ServiceEnvironment(SuiteSettings settings, Secrets secrets, SuiteFolders folders) {
        this.settings = settings;
        this.secrets = secrets;
        this.folders = folders;
    }

    /** The variables of a service. */
    public Map<String, String> of(ServiceName service) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(service)));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(settings.managementPort(service)));
        environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
        environment.put("QUARKUS_DEVSERVICES_ENABLED", "false");
        environment.put("ENTERPRISE_OIDC_URL", settings.issuer());
        environment.put("ENTERPRISE_KAFKA", settings.kafkaBootstrap());
        environment.put("ENTERPRISE_PUBLIC_URL", "http://localhost:" + settings.port(ServiceName.GATEWAY));
        if (service == ServiceName.BILLING) {
            // The operator of a local installation may date demo data.
            environment.put("ENTERPRISE_SEEDING_CLOCK", "true");
        }
        if (service == ServiceName.TEAMS) {
            settings.get(Setting.ENTERPRISE_SMTP_HOST)
                    .ifPresentOrElse(
                            host -> environment.put("ENTERPRISE_SMTP_HOST", host),
                            () -> environment.put(
                                    "ENTERPRISE_MAIL_FOLDER", folders.mail().toString()));
        }
        if (service.ownsDatabase()) {
            environment.put("ENTERPRISE_DB_HOST", settings.postgresHost());
            environment.put("ENTERPRISE_DB_PORT", Integer.toString(settings.postgresPort()));
            for (DatabaseRole role : DatabaseRole.values()) {
                environment.put("ENTERPRISE_DB_" + role + "_PASSWORD", databasePassword(service, role));
            }
        } else {
            for (ServiceName other : ServiceName.values()) {
                environment.put("ENTERPRISE_" + other + "_URL", "http://localhost:" + settings.port(other));
                environment.put(
                        "ENTERPRISE_" + other + "_MANAGEMENT_URL",
                        "http://localhost:" + settings.managementPort(other));
            }
            environment.put("ENTERPRISE_OIDC_CLIENT", settings.text(Setting.ENTERPRISE_OIDC_CLIENT));
            environment.put("ENTERPRISE_OIDC_SECRET", Clients.gatewaySecret(settings, secrets));
            environment.put(
                    "ENTERPRISE_SESSION_SECRET",
                    settings.get(Setting.ENTERPRISE_SESSION_SECRET).orElseGet(() -> secrets.get("session")));
        }
        return environment;
    }

    /** The password of a role of a service's database. */
    public String databasePassword(ServiceName service, DatabaseRole role) {
        Setting setting =
                switch (role) {
                    case OWNER -> Setting.ENTERPRISE_DB_OWNER_PASSWORD;
                    case APP -> Setting.ENTERPRISE_DB_APP_PASSWORD;
                    case WORKER -> Setting.ENTERPRISE_DB_WORKER_PASSWORD;
                };
        if (!settings.embeddedPostgres()
                && settings.get(setting).isEmpty()
                && settings.get(Setting.ENTERPRISE_DB_ADMIN).isEmpty()) {
            throw new SuiteException(setting + " is not set", "Give it together with ENTERPRISE_DB_HOST");
        }
        return settings.get(setting).orElseGet(() -> secrets.get("db." + role.nameFor(service)));
    }
}
