package io.enterprisemode.local;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The five services. */
public enum ServiceName {
    TEAMS("teams-service", Setting.SUITE_TEAMS_PORT, Setting.SUITE_TEAMS_MANAGEMENT_PORT),
    BILLING("billing-service", Setting.SUITE_BILLING_PORT, Setting.SUITE_BILLING_MANAGEMENT_PORT),
    REPORTING("reporting-service", Setting.SUITE_REPORTING_PORT, Setting.SUITE_REPORTING_MANAGEMENT_PORT),
    AUDIT("audit-service", Setting.SUITE_AUDIT_PORT, Setting.SUITE_AUDIT_MANAGEMENT_PORT),
    GATEWAY("enterprise-gateway", Setting.SUITE_GATEWAY_PORT, Setting.SUITE_GATEWAY_MANAGEMENT_PORT);

    private final String module;
    private final Setting port;
    private final Setting managementPort;

    ServiceName(String module, Setting port, Setting managementPort) {
        this.module = module;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** The short name people type, e.g. {@code billing}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The folder of the module in the project, e.g. {@code billing-service}. */
    public String module() {
        return module;
    }

    public Setting port() {
        return port;
    }

    public Setting managementPort() {
        return managementPort;
    }

    /**
     * Whether the service owns a database of its name, with the roles {@code _owner}, {@code _app} and {@code _worker}.
     */
    public boolean ownsDatabase() {
        return this != GATEWAY;
    }

    /** The service of a short name or of a module's name. */
    public static ServiceName of(String text) {
        return Arrays.stream(values())
                .filter(service -> service.id().equals(text) || service.module.equals(text))
                .findFirst()
                .orElseThrow(() -> new SuiteException("There is no service '" + text + "'", "Choose one of " + ids()));
    }

    private static String ids() {
        return Arrays.stream(values()).map(ServiceName::id).collect(Collectors.joining(", "));
    }
}
