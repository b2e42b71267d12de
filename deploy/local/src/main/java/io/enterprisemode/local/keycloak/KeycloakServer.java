package io.enterprisemode.local.keycloak;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Programs;
import io.enterprisemode.local.process.Readiness;
import io.enterprisemode.local.process.SuiteProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The real Keycloak, with the realm of {@code deploy/keycloak}. Fetched by Maven when it is asked for the first time.
 */
public final class KeycloakServer implements SuiteProcess {

    private static final String VERSION = "26.5.6";
    private static final Duration FETCH_PATIENCE = Duration.ofMinutes(15);
    private static final Duration BUILD_PATIENCE = Duration.ofMinutes(5);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int MANAGEMENT_OFFSET = 1000;

    private final SuiteFolders folders;
    private final SuiteSettings settings;
    private final Secrets secrets;
    private final Progress progress;
    private final ManagedProcess process;

    public KeycloakServer(SuiteFolders folders, SuiteSettings settings, Secrets secrets, Progress progress) {
        this.folders = folders;
        this.settings = settings;
        this.secrets = secrets;
        this.progress = progress;
        this.process = new ManagedProcess("keycloak", folders);
    }

    @Override
    public String title() {
        return "Keycloak";
    }

    @Override
    public String address() {
        return settings.issuer();
    }

    @Override
    public Map<Integer, String> ports() {
        String setting = Setting.SUITE_IDENTITY_PORT.name();
        return Map.of(port(), setting, managementPort(), setting);
    }

    @Override
    public ManagedProcess process() {
        return process;
    }

    private int port() {
        return settings.port(Setting.SUITE_IDENTITY_PORT);
    }

    private int managementPort() {
        return port() + MANAGEMENT_OFFSET;
    }

    /** Whether it has been fetched and prepared. */
    private boolean isInstalled() {
        return Files.isDirectory(home());
    }

    private Path home() {
        return folders.tools().resolve("keycloak-" + VERSION);
    }

    @Override
    public void start() {
        if (process.isRunning()) {
            return;
        }
        if (!isInstalled()) {
            progress.done(title(), "is being fetched and prepared, once");
        }
        launch();
        URI health = URI.create("http://127.0.0.1:" + managementPort() + "/health/ready");
        Readiness.await(process, () -> Readiness.answersOk(health));
        progress.done(title(), address());
    }

    private void launch() {
        Path home = installed();
        try {
            Path imports = Files.createDirectories(home.resolve("data/import"));
            Files.copy(
                    folders.project().resolve("deploy/keycloak/enterprise-realm.json"),
                    imports.resolve("enterprise-realm.json"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.createDirectories(folders.data().resolve("keycloak"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx384m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.base/java.security=ALL-UNNAMED",
                        "-Dkc.home.dir=" + home,
                        "-Djboss.server.config.dir=" + home.resolve("conf"),
                        "-Dkc.config.built=true",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                                + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                        "-cp",
                        home.resolve("lib/quarkus-run.jar").toString(),
                        "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                        "start",
                        "--optimized",
                        "--import-realm",
                        "--cache=local",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port(),
                        "--http-management-port=" + managementPort(),
                        "--hostname=http://localhost:" + port(),
                        "--db-url=jdbc:h2:file:" + folders.data().resolve("keycloak/keycloak") + ";NON_KEYWORDS=VALUE"),
                Map.of(
                        "ENTERPRISE_OIDC_SECRET",
                        Clients.gatewaySecret(settings, secrets),
                        "ENTERPRISE_PRODUCER_SECRET",
                        Clients.producerSecret(secrets),
                        "ENTERPRISE_GATEWAY_URL",
                        "http://localhost:" + settings.port(ServiceName.GATEWAY),
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        secrets.get("keycloak.admin")));
    }

    @Override
    public void stop() {
        process.stop(STOP_PATIENCE);
    }

    private Path installed() {
        Path home = home();
        if (isInstalled()) {
            return home;
        }
        Path unfinished = folders.tools().resolve("keycloak-unfinished");
        try {
            SuiteFolders.delete(unfinished);
            Files.createDirectories(unfinished);
            Path archive = fetch(unfinished);
            unzip(archive, unfinished);
            Path unpacked = unfinished.resolve("keycloak-" + VERSION);
            Path program = unpacked.resolve("bin/kc.sh");
            if (!program.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + program + " executable");
            }
            must(
                    Programs.run(
                            BUILD_PATIENCE,
                            List.of(
                                    program.toString(),
                                    "build",
                                    "--db=dev-file",
                                    "--cache=local",
                                    "--health-enabled=true")),
                    "Keycloak cannot be prepared");
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
            SuiteFolders.delete(unfinished);
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path fetch(Path target) {
        String maven = Optional.ofNullable(System.getenv("SUITE_MVN"))
                .or(() -> Programs.find("mvn").map(Path::toString))
                .orElseThrow(
                        () -> new SuiteException("Maven is needed to fetch Keycloak", "Install Maven 3.8.7 or newer"));
        must(
                Programs.run(
                        FETCH_PATIENCE,
                        List.of(
                                maven,
                                "-q",
                                "-B",
                                "-N",
                                "-f",
                                folders.project().resolve("pom.xml").toString(),
                                "dependency:copy",
                                "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip",
                                "-DoutputDirectory=" + target)),
                "Keycloak cannot be fetched with Maven");
        return target.resolve("keycloak-quarkus-dist-" + VERSION + ".zip");
    }

    private void must(Programs.Outcome outcome, String complaint) {
        if (outcome.succeeded()) {
            return;
        }
        try {
            Files.createDirectories(process.log().getParent());
            Files.writeString(process.log(), outcome.output() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new SuiteException(complaint, "See " + process.log());
    }

    private static void unzip(Path archive, Path target) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive points outside: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(zip, path);
                }
            }
        }
    }
}
