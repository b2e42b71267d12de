package io.enterprisemode.testkit.embedded;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.jvm.OncePerJvm;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.quarkus.test.common.QuarkusTestResourceConfigurableLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands the addresses of PostgreSQL, Kafka and the OpenID provider of this JVM to the service under test. Each is
 * started by its first use and stopped with the JVM. See {@link WithSuite}.
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
                "enterprise.kafka", KafkaBroker.bootstrapServers(),
                "enterprise.oidc.url", IdentityServer.issuer(),
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
            OncePerJvm.start(HeartbeatSender.class);
        }
        return configuration;
    }

    @Override
    public void stop() {
        // everything lives as long as the JVM
    }
}
