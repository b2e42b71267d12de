package io.enterprisemode.local.stack;

import io.enterprisemode.local.Setting;
import io.enterprisemode.local.identity.IdentityProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The process that holds Kafka and the sign-in. */
public final class StackMain {

    private static final Logger LOG = Logger.getLogger(StackMain.class.getName());

    private static final Logger CONTROLLER = Logger.getLogger("kafka.server.ControllerApis");

    private StackMain() {}

    /**
     * Starts what the plan names, and runs until it is told to end.
     *
     * @param arguments the file with the {@link StackPlan}
     */
    public static void main(String[] arguments) {
        try {
            readLogging();
            start(StackPlan.read(Path.of(arguments[0])));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.SEVERE, "The stack does not start", e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void start(StackPlan plan) throws IOException {
        Optional<IdentityProvider> identity = Optional.empty();
        if (plan.issuer().isPresent()) {
            identity = Optional.of(IdentityProvider.start(
                    plan.identityPort(),
                    plan.issuer().get(),
                    plan.gatewayClient(),
                    Optional.ofNullable(System.getenv(Setting.ENTERPRISE_OIDC_SECRET.name()))
                            .orElseThrow(),
                    plan.secrets()));
            LOG.info(() -> "Sign-in at " + plan.issuer().get());
        }
        Optional<KafkaBroker> kafka = Optional.empty();
        if (plan.kafkaData().isPresent()) {
            // The broker's controller sends itself a registration before it is active, and logs the refusal.
            CONTROLLER.setLevel(Level.OFF);
            kafka = Optional.of(KafkaBroker.start(plan.kafkaData().get(), plan.kafkaPort()));
            CONTROLLER.setLevel(Level.WARNING);
            KafkaTopics.create("127.0.0.1:" + plan.kafkaPort());
            LOG.info(() -> "Kafka at localhost:" + plan.kafkaPort());
        }
        Thread stop = new Thread(stopper(identity, kafka), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        Files.writeString(
                plan.readyFile(), Long.toString(ProcessHandle.current().pid()));
    }

    private static Runnable stopper(Optional<IdentityProvider> identity, Optional<KafkaBroker> kafka) {
        return () -> {
            identity.ifPresent(IdentityProvider::stop);
            kafka.ifPresent(KafkaBroker::stop);
        };
    }

    private static void readLogging() throws IOException {
        try (InputStream configuration = StackMain.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(configuration);
        }
    }
}
