package io.enterprisemode.testkit.embedded;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.identity.SigningKeys;
import io.quarkus.test.common.QuarkusTestResourceConfigurableLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * PostgreSQL, Kafka and the OpenID provider of this JVM, each started by its first use and stopped with the JVM; as a
 * test resource it hands their addresses to the service under test. See {@link WithSuite}.
 */
public final class EmbeddedServices implements QuarkusTestResourceConfigurableLifecycleManager<WithSuite> {

    private String service = "";
    private boolean heartbeat;

    @Override
    public void init(WithSuite annotation) {
        service = annotation.value();
        heartbeat = annotation.heartbeat();
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "enterprise.kafka", kafka(),
                "enterprise.oidc.url", issuer(),
                "enterprise.oidc.client", "enterprise-gateway",
                "enterprise.oidc.secret", "the secret of the gateway in tests",
                "enterprise.session.secret", "a session secret of tests, longer than 32 characters",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0"));
        for (String category :
                new String[] {"kafka", "org.apache.kafka", "state.change.logger", "io.zonky", "EmbeddedPostgres"}) {
            configuration.put("quarkus.log.category.\"" + category + "\".level", "WARN");
        }
        configuration.put("quarkus.log.category.\"com.networknt\".level", "ERROR");
        if (!service.isEmpty()) {
            configuration.putAll(ServiceDatabase.of(service).configuration());
        }
        if (heartbeat) {
            Once.start(HeartbeatSender.class);
        }
        return configuration;
    }

    @Override
    public void stop() {
        // everything lives as long as the JVM
    }

    /** Port of PostgreSQL on localhost. */
    public static int postgresPort() {
        return Integer.parseInt(value(PostgresServer.class, "port"));
    }

    /** Bootstrap address of Kafka. */
    public static String kafka() {
        return value(KafkaBroker.class, "bootstrap");
    }

    /** Issuer of the OpenID provider, which is the base of its addresses. */
    public static String issuer() {
        return value(IdentityServer.class, "issuer");
    }

    /** Keys of the OpenID provider. */
    public static SigningKeys keys() {
        return SigningKeys.decode(Once.start(IdentityServer.class));
    }

    private static String value(Class<?> type, String name) {
        return Objects.requireNonNull(Once.start(type).get(name));
    }
}
