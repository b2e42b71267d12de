package io.enterprisemode.local;

/**
 * A setting of the local suite. Its name is the same in the environment, in {@code .suite/settings.properties} and in
 * {@code suite.properties}; the first of these that has it wins.
 */
public enum Setting {
    SUITE_GATEWAY_PORT(Kind.PORT, "8080", "the gateway with the dashboard"),
    SUITE_TEAMS_PORT(Kind.PORT, "8081", "teams-service"),
    SUITE_BILLING_PORT(Kind.PORT, "8082", "billing-service"),
    SUITE_REPORTING_PORT(Kind.PORT, "8083", "reporting-service"),
    SUITE_AUDIT_PORT(Kind.PORT, "8084", "audit-service"),
    SUITE_GATEWAY_MANAGEMENT_PORT(Kind.PORT, "", "health and metrics of the gateway; default: its port + 1000"),
    SUITE_TEAMS_MANAGEMENT_PORT(Kind.PORT, "", "the same of teams-service"),
    SUITE_BILLING_MANAGEMENT_PORT(Kind.PORT, "", "the same of billing-service"),
    SUITE_REPORTING_MANAGEMENT_PORT(Kind.PORT, "", "the same of reporting-service"),
    SUITE_AUDIT_MANAGEMENT_PORT(Kind.PORT, "", "the same of audit-service"),
    SUITE_IDENTITY_PORT(Kind.PORT, "8090", "the sign-in (embedded or Keycloak)"),
    SUITE_POSTGRES_PORT(Kind.PORT, "15432", "the embedded PostgreSQL"),
    SUITE_KAFKA_PORT(Kind.PORT, "19092", "the embedded Kafka"),
    SUITE_POSTGRES_SHARED_BUFFERS(Kind.SIZE, "256MB", "cache of the embedded PostgreSQL"),
    SUITE_POSTGRES_MAX_WAL_SIZE(Kind.SIZE, "4GB", "write-ahead log between two checkpoints of the embedded PostgreSQL"),
    SUITE_SERVICE_HEAP(Kind.HEAP, "192m", "largest heap of each service"),
    SUITE_STACK_HEAP(Kind.HEAP, "256m", "largest heap of the process with Kafka and the sign-in"),
    SUITE_SERVICE_OPTIONS(Kind.TEXT, "", "further JVM options of each service, separated by blanks"),
    SUITE_AOT(Kind.FLAG, "true", "whether the JVMs start from prepared AOT caches"),
    SUITE_SEED(Kind.FLAG, "true", "whether up creates the demo organizations"),
    SUITE_KEYCLOAK(Kind.FLAG, "false", "whether up starts the real Keycloak, as up --keycloak does"),
    ENTERPRISE_DB_HOST(Kind.TEXT, "", "a PostgreSQL server of your own; the embedded one is then not started"),
    ENTERPRISE_DB_PORT(Kind.PORT, "", "its port; default 5432"),
    ENTERPRISE_DB_OWNER_PASSWORD(Kind.TEXT, "", "password of the roles <service>_owner there"),
    ENTERPRISE_DB_APP_PASSWORD(Kind.TEXT, "", "password of the roles <service>_app there"),
    ENTERPRISE_DB_WORKER_PASSWORD(Kind.TEXT, "", "password of the roles <service>_worker there"),
    ENTERPRISE_DB_ADMIN(Kind.TEXT, "", "a superuser there; when given, up creates databases and roles"),
    ENTERPRISE_DB_ADMIN_PASSWORD(Kind.TEXT, "", "the superuser's password"),
    ENTERPRISE_KAFKA(Kind.TEXT, "", "bootstrap servers of a Kafka of your own; the embedded one is then not started"),
    ENTERPRISE_OIDC_URL(
            Kind.TEXT, "", "issuer of an OpenID provider of your own; the embedded one is then not started"),
    ENTERPRISE_OIDC_CLIENT(Kind.TEXT, "enterprise-gateway", "the gateway's client there"),
    ENTERPRISE_OIDC_SECRET(Kind.TEXT, "", "that client's secret; default: generated"),
    ENTERPRISE_SESSION_SECRET(
            Kind.TEXT, "", "key of the gateway's session cookie, at least 32 characters; default: generated"),
    ENTERPRISE_SMTP_HOST(Kind.TEXT, "", "a mail server of your own; without one e-mails are files in .suite/mail");

    /** What a value may look like. */
    enum Kind {
        PORT("a port from 1 to 65535"),
        SIZE("a size as PostgreSQL writes it, e.g. 512MB or 2GB"),
        HEAP("a heap size as Java writes it, e.g. 192m or 1g"),
        FLAG("true or false"),
        TEXT("a text");

        private final String form;

        Kind(String form) {
            this.form = form;
        }
    }

    private final Kind kind;
    private final String defaultValue;
    private final String description;

    Setting(Kind kind, String defaultValue, String description) {
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** What it is for, in a few words. */
    public String description() {
        return description;
    }

    /** The value when nothing is set; empty for none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** The value itself when its form is right. */
    String check(String value, String source) {
        boolean right =
                switch (kind) {
                    case PORT ->
                        value.matches("\\d{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65_535;
                    case SIZE -> value.matches("\\d{1,6}(kB|MB|GB)");
                    case HEAP -> value.matches("\\d{1,6}[mMgG]");
                    case FLAG -> value.equals("true") || value.equals("false");
                    case TEXT -> true;
                };
        if (!right) {
            throw new SuiteException(name() + " in " + source + " is '" + value + "'", "Give " + kind.form);
        }
        return value;
    }
}
