package io.enterprisemode.local.stack;

import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SignIn;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What the stack's process is to hold.
 *
 * @param kafkaData the folder of Kafka's logs, or none when Kafka is elsewhere
 * @param issuer the address of the embedded sign-in, or none when it is elsewhere
 * @param gatewayClient the client id of the gateway
 * @param secrets the folder of the secrets
 * @param readyFile written when everything answers
 */
public record StackPlan(
        Optional<Path> kafkaData,
        int kafkaPort,
        Optional<String> issuer,
        int identityPort,
        String gatewayClient,
        Path secrets,
        Path readyFile) {

    /** What the settings ask for. */
    public static StackPlan of(SuiteFolders folders, SuiteSettings settings) {
        return new StackPlan(
                settings.embeddedKafka() ? Optional.of(folders.data().resolve("kafka")) : Optional.empty(),
                settings.port(Setting.SUITE_KAFKA_PORT),
                settings.signIn() == SignIn.EMBEDDED ? Optional.of(settings.issuer()) : Optional.empty(),
                settings.port(Setting.SUITE_IDENTITY_PORT),
                settings.text(Setting.ENTERPRISE_OIDC_CLIENT),
                folders.secrets(),
                folders.run().resolve("stack.ready"));
    }

    /** Whether there is nothing to hold. */
    public boolean isEmpty() {
        return kafkaData.isEmpty() && issuer.isEmpty();
    }

    /** Writes the plan for {@link #read}. */
    public void write(Path file) {
        Properties properties = new Properties();
        kafkaData.ifPresent(folder -> properties.setProperty("kafka.data", folder.toString()));
        properties.setProperty("kafka.port", Integer.toString(kafkaPort));
        issuer.ifPresent(address -> properties.setProperty("identity.issuer", address));
        properties.setProperty("identity.port", Integer.toString(identityPort));
        properties.setProperty("identity.gateway-client", gatewayClient);
        properties.setProperty("secrets", secrets.toString());
        properties.setProperty("ready-file", readyFile.toString());
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} has written. */
    public static StackPlan read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new StackPlan(
                Optional.ofNullable(properties.getProperty("kafka.data")).map(Path::of),
                Integer.parseInt(properties.getProperty("kafka.port")),
                Optional.ofNullable(properties.getProperty("identity.issuer")),
                Integer.parseInt(properties.getProperty("identity.port")),
                properties.getProperty("identity.gateway-client"),
                Path.of(properties.getProperty("secrets")),
                Path.of(properties.getProperty("ready-file")));
    }
}
