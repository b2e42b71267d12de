package io.enterprisemode.local.identity;

import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** The applications that may ask for tokens. */
public final class Clients {

    /** The service account that posts usage. */
    public static final String PRODUCER = "producer";

    /** The public client of {@code ./suite token}, which exchanges a demo user's name for a token. */
    public static final String COMMAND_LINE = "enterprise-cli";

    private final Map<String, String> secrets;

    private Clients(Map<String, String> secrets) {
        this.secrets = secrets;
    }

    /** The clients of this machine. */
    static Clients of(String gateway, String gatewaySecret, Secrets secrets) {
        return new Clients(Map.of(gateway, gatewaySecret, PRODUCER, producerSecret(secrets), COMMAND_LINE, ""));
    }

    /** The secret of {@link #PRODUCER}. */
    public static String producerSecret(Secrets secrets) {
        return secrets.get("oidc.producer");
    }

    /** The secret of the gateway, generated unless the settings give one. */
    public static String gatewaySecret(SuiteSettings settings, Secrets secrets) {
        return settings.get(Setting.ENTERPRISE_OIDC_SECRET).orElseGet(() -> secrets.get("oidc.gateway"));
    }

    boolean knows(String client) {
        return secrets.containsKey(client);
    }

    /** Whether the client is known and the secret is its own; a public client has none. */
    boolean authenticates(String client, String secret) {
        return Optional.ofNullable(secrets.get(client))
                .map(expected -> MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8)))
                .orElse(false);
    }
}
