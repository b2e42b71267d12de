package io.enterprisemode.local.stack;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.identity.Tokens;
import io.enterprisemode.local.jvm.AotCaches;
import io.enterprisemode.local.jvm.JavaLauncher;
import io.enterprisemode.local.jvm.JavaProgram;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Readiness;
import io.enterprisemode.local.process.SuiteProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Kafka and the embedded sign-in in one process, or the one of them that is not elsewhere. */
public final class StackProcess implements SuiteProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SuiteFolders folders;
    private final SuiteSettings settings;
    private final Secrets secrets;
    private final JavaLauncher launcher;
    private final Progress progress;
    private final StackPlan plan;
    private final ManagedProcess process;

    public StackProcess(
            SuiteFolders folders, SuiteSettings settings, Secrets secrets, JavaLauncher launcher, Progress progress) {
        this.folders = folders;
        this.settings = settings;
        this.secrets = secrets;
        this.launcher = launcher;
        this.progress = progress;
        this.plan = StackPlan.of(folders, settings);
        this.process = new ManagedProcess("stack", folders);
    }

    /** Whether there is something to hold. */
    public boolean isWanted() {
        return !plan.isEmpty();
    }

    @Override
    public String title() {
        return holdsKafka() && holdsSignIn() ? "Kafka, sign-in" : holdsKafka() ? "Kafka" : "sign-in";
    }

    @Override
    public String address() {
        String address = holdsKafka() ? kafkaAddress() : settings.issuer();
        return holdsKafka() && holdsSignIn() ? address + ", " + settings.issuer() : address;
    }

    @Override
    public Map<Integer, String> ports() {
        Map<Integer, String> ports = new TreeMap<>();
        if (holdsKafka()) {
            ports.put(plan.kafkaPort(), Setting.SUITE_KAFKA_PORT.name());
        }
        if (holdsSignIn()) {
            ports.put(plan.identityPort(), Setting.SUITE_IDENTITY_PORT.name());
        }
        return ports;
    }

    @Override
    public ManagedProcess process() {
        return process;
    }

    private boolean holdsKafka() {
        return plan.kafkaData().isPresent();
    }

    private boolean holdsSignIn() {
        return plan.issuer().isPresent();
    }

    private String kafkaAddress() {
        return "localhost:" + plan.kafkaPort();
    }

    @Override
    public void start() {
        if (process.isRunning()) {
            return;
        }
        Path planFile = folders.run().resolve("stack.properties");
        try {
            Files.createDirectories(folders.run());
            Files.deleteIfExists(plan.readyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        plan.write(planFile);
        drawSecrets();
        Path jar = folders.stackJar();
        JavaProgram program = new JavaProgram(
                jar,
                settings.text(Setting.SUITE_STACK_HEAP),
                Optional.of(new AotCaches(folders).ofStack()),
                List.of("-cp", jar.toString(), StackMain.class.getName(), planFile.toString()));
        launcher.start(
                process,
                program,
                Map.of(Setting.ENTERPRISE_OIDC_SECRET.name(), Clients.gatewaySecret(settings, secrets)));
        Readiness.await(process, () -> Files.exists(plan.readyFile()));
        plan.kafkaData().ifPresent(data -> progress.done("Kafka", kafkaAddress()));
        plan.issuer().ifPresent(issuer -> progress.done("sign-in", issuer));
    }

    /** Generates the secrets before the new process reads them, as it would generate its own. */
    private void drawSecrets() {
        Clients.producerSecret(secrets);
        Tokens.of(settings.issuer(), folders.secrets(), Clock.systemUTC());
    }

    @Override
    public void stop() {
        launcher.stop(process, PATIENCE);
    }
}
