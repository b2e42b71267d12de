package io.enterprisemode.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** The settings in effect. Immutable. */
public final class SuiteSettings {

    private static final int DEFAULT_POSTGRES_PORT = 5432;
    private static final int MANAGEMENT_OFFSET = 1000;

    private final Map<Setting, String> values;

    private SuiteSettings(Map<Setting, String> values) {
        this.values = values.isEmpty() ? new EnumMap<>(Setting.class) : new EnumMap<>(values);
    }

    /** Nothing set. */
    public static SuiteSettings defaults() {
        return new SuiteSettings(Map.of());
    }

    /**
     * Reads the environment and the files, the first that has a setting wins.
     *
     * @throws SuiteException when a file has a setting that does not exist, or a value of the wrong form
     */
    public static SuiteSettings load(Map<String, String> environment, List<Path> files) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        files.reversed().forEach(file -> values.putAll(read(file)));
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.name());
            if (value != null && !value.isBlank()) {
                values.put(setting, setting.check(value.strip(), "the environment"));
            }
        }
        return new SuiteSettings(values);
    }

    private static Map<Setting, String> read(Path file) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        if (!Files.isRegularFile(file)) {
            return values;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String name : properties.stringPropertyNames()) {
            Setting setting = Arrays.stream(Setting.values())
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new SuiteException(
                            "There is no setting '" + name + "' (in " + file + ")",
                            "The settings are listed in deploy/local/README.md"));
            String value = properties.getProperty(name).strip();
            if (!value.isEmpty()) {
                values.put(setting, setting.check(value, file.toString()));
            }
        }
        return values;
    }

    /** The same settings with one changed. */
    public SuiteSettings with(Setting setting, String value) {
        Map<Setting, String> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        changed.put(setting, setting.check(value, "this call"));
        return new SuiteSettings(changed);
    }

    /** The value, or its default; empty when it has none. */
    public Optional<String> get(Setting setting) {
        String value = values.getOrDefault(setting, setting.defaultValue());
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** A value that is never missing, because the setting has a default. */
    public String text(Setting setting) {
        return get(setting).orElseThrow(() -> new IllegalArgumentException(setting + " has no default"));
    }

    public boolean flag(Setting setting) {
        return text(setting).equals("true");
    }

    /** A port setting that has a default. */
    public int port(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    public int port(ServiceName service) {
        return port(service.port());
    }

    public int managementPort(ServiceName service) {
        return get(service.managementPort()).map(Integer::parseInt).orElse(port(service) + MANAGEMENT_OFFSET);
    }

    /** Whether PostgreSQL is one of the suite's own processes. */
    public boolean embeddedPostgres() {
        return get(Setting.ENTERPRISE_DB_HOST).isEmpty();
    }

    public boolean embeddedKafka() {
        return get(Setting.ENTERPRISE_KAFKA).isEmpty();
    }

    public SignIn signIn() {
        if (get(Setting.ENTERPRISE_OIDC_URL).isPresent()) {
            return SignIn.EXTERNAL;
        }
        return flag(Setting.SUITE_KEYCLOAK) ? SignIn.KEYCLOAK : SignIn.EMBEDDED;
    }

    public String postgresHost() {
        return get(Setting.ENTERPRISE_DB_HOST).orElse("127.0.0.1");
    }

    public int postgresPort() {
        return embeddedPostgres()
                ? port(Setting.SUITE_POSTGRES_PORT)
                : get(Setting.ENTERPRISE_DB_PORT).map(Integer::parseInt).orElse(DEFAULT_POSTGRES_PORT);
    }

    public String kafkaBootstrap() {
        return get(Setting.ENTERPRISE_KAFKA).orElseGet(() -> "localhost:" + port(Setting.SUITE_KAFKA_PORT));
    }

    /**
     * The issuer of the tokens. The embedded sign-in has the address of Keycloak's realm, so that a person is the same
     * principal whichever of the two signed them in.
     */
    public String issuer() {
        return get(Setting.ENTERPRISE_OIDC_URL)
                .orElseGet(() -> "http://localhost:" + port(Setting.SUITE_IDENTITY_PORT) + "/realms/enterprise");
    }

    /** All values in effect, as the content of a properties file. */
    public String asProperties() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
