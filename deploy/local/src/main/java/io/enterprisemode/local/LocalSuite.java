package io.enterprisemode.local;

import io.enterprisemode.local.identity.AccessTokens;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.identity.Tokens;
import io.enterprisemode.local.keycloak.KeycloakServer;
import io.enterprisemode.local.postgres.DatabaseRole;
import io.enterprisemode.local.postgres.PostgresBootstrap;
import io.enterprisemode.local.postgres.PostgresServer;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Ports;
import io.enterprisemode.local.stack.KafkaTopics;
import io.enterprisemode.local.stack.StackMain;
import io.enterprisemode.local.stack.StackPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The suite on one machine, as the script {@code suite} runs it and as system tests do: PostgreSQL, Kafka, the sign-in
 * and the five services, each a process of its own that can be stopped, killed and started again.
 *
 * <p>Processes are found again by their process ids in the state folder; two objects on the same folder speak of the
 * same suite.
 */
public final class LocalSuite implements AutoCloseable {

    private static final Duration SERVICE_PATIENCE = Duration.ofSeconds(15);
    private static final Duration STACK_PATIENCE = Duration.ofSeconds(20);

    /** A JVM that records an AOT cache assembles it before it ends. */
    private static final Duration TRAINING_PATIENCE = Duration.ofMinutes(3);

    private final SuiteFolders folders;
    private final SuiteSettings settings;
    private final Progress progress;
    private final boolean training;
    private final Secrets secrets;
    private final ServiceEnvironment environment;
    private final ManagedProcess stack;
    private final Map<ServiceName, ManagedProcess> services = new EnumMap<>(ServiceName.class);
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();

    public LocalSuite(SuiteFolders folders, SuiteSettings settings, Progress progress) {
        this(folders, settings, progress, false);
    }

    private LocalSuite(SuiteFolders folders, SuiteSettings settings, Progress progress, boolean training) {
        this.folders = folders;
        this.settings = settings;
        this.progress = progress;
        this.training = training;
        this.secrets = Secrets.in(folders.secrets());
        this.environment = new ServiceEnvironment(settings, secrets, folders);
        this.stack = new ManagedProcess("stack", folders);
        for (ServiceName service : ServiceName.values()) {
            services.put(service, new ManagedProcess(service.id(), folders));
        }
    }

    /**
     * A suite of its own for tests, on free ports, with the packaged jars of the checkout that the working folder is
     * in.
     *
     * @param state everything it writes, e.g. a temporary folder
     */
    public static LocalSuite onFreePorts(Path state) {
        return onFreePorts(SuiteFolders.projectAround(Path.of("")), state);
    }

    /**
     * The same with the packaged jars of another checkout.
     *
     * @param project a checkout that is built, of this version or of the one before
     */
    public static LocalSuite onFreePorts(Path project, Path state) {
        return new LocalSuite(new SuiteFolders(project, state), freePorts(), Progress.SILENT);
    }

    /** The suite of a checkout that was started last, by {@code ./suite up}. */
    public static LocalSuite running(SuiteFolders folders) {
        return new LocalSuite(
                folders, SuiteSettings.load(Map.of(), List.of(rememberedSettings(folders))), Progress.SILENT);
    }

    private static Path rememberedSettings(SuiteFolders folders) {
        return folders.run().resolve("settings.properties");
    }

    /** A suite on free ports whose Java processes record their AOT caches when they are stopped. */
    public static LocalSuite forTraining(SuiteFolders folders, Progress progress) {
        return new LocalSuite(folders, freePorts(), progress, true);
    }

    private static SuiteSettings freePorts() {
        List<Setting> settings = new ArrayList<>(
                List.of(Setting.SUITE_POSTGRES_PORT, Setting.SUITE_KAFKA_PORT, Setting.SUITE_IDENTITY_PORT));
        for (ServiceName service : ServiceName.values()) {
            settings.add(service.port());
            settings.add(service.managementPort());
        }
        Iterator<Integer> ports = Ports.free(settings.size()).iterator();
        SuiteSettings result = SuiteSettings.defaults().with(Setting.SUITE_SEED, "false");
        for (Setting setting : settings) {
            result = result.with(setting, ports.next().toString());
        }
        return result;
    }

    // Starting and stopping everything

    /** Starts whatever is not running yet; returns when everything is ready. */
    public void start() {
        startStack();
        startServices();
    }

    /** PostgreSQL, Kafka and the sign-in; those that are external are only given databases and topics. */
    public void startStack() {
        rememberSettings();
        inParallel(List.of(this::startPostgres, this::startKafka, this::startKeycloak));
    }

    /** The five services, all at once. */
    public void startServices() {
        inParallel(Arrays.stream(ServiceName.values())
                .<Runnable>map(service -> () -> start(service))
                .toList());
    }

    /** Stops everything, the services first. */
    public void stop() {
        stopServices();
        if (settings.signIn() == SignIn.KEYCLOAK) {
            keycloak().process().stop(STACK_PATIENCE);
        }
        stopKafka();
        postgres().stop();
    }

    /** Stops the services and leaves the rest. */
    public void stopServices() {
        replicas.forEach(Replica::stop);
        inParallel(Arrays.stream(ServiceName.values())
                .<Runnable>map(service -> () -> stop(service))
                .toList());
    }

    /** Kills every process, as a power cut does. */
    public void kill() {
        replicas.forEach(Replica::kill);
        parts().forEach(part -> part.process().kill());
    }

    @Override
    public void close() {
        stop();
    }

    // One part

    /** Starts PostgreSQL, unless it runs, and creates databases and roles where they are missing. */
    public void startPostgres() {
        if (!settings.embeddedPostgres()) {
            settings.get(Setting.ENTERPRISE_DB_ADMIN)
                    .ifPresent(admin -> PostgresBootstrap.run(
                            settings.postgresHost(),
                            settings.postgresPort(),
                            admin,
                            settings.get(Setting.ENTERPRISE_DB_ADMIN_PASSWORD).orElse(""),
                            this::databasePassword));
            return;
        }
        PostgresServer postgres = postgres();
        if (postgres.process().isRunning()) {
            return;
        }
        postgres.start();
        try (Connection connection = postgres.connect("postgres")) {
            PostgresBootstrap.run(connection, this::databasePassword);
        } catch (SQLException e) {
            throw new SuiteException(
                    "The databases cannot be created: " + e.getMessage(),
                    "See " + postgres.process().log(),
                    e);
        }
        progress.done("PostgreSQL", "localhost:" + settings.postgresPort());
    }

    public void stopPostgres() {
        postgres().stop();
    }

    public void killPostgres() {
        postgres().process().kill();
    }

    /** Starts Kafka and the embedded sign-in, which share a process, unless it runs. */
    public void startKafka() {
        if (!settings.embeddedKafka()) {
            KafkaTopics.create(settings.kafkaBootstrap());
        }
        StackPlan plan = StackPlan.of(folders, settings);
        if (plan.isEmpty() || stack.isRunning()) {
            return;
        }
        try {
            Files.createDirectories(folders.run());
            Files.deleteIfExists(plan.readyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path planFile = folders.run().resolve("stack.properties");
        plan.write(planFile);
        Clients.producerSecret(secrets);
        tokens();
        List<String> command = javaCommand(settings.text(Setting.SUITE_STACK_HEAP));
        command.addAll(aotOptions(stackCache()));
        command.addAll(List.of("-cp", folders.stackJar().toString(), StackMain.class.getName(), planFile.toString()));
        requireBuilt(folders.stackJar());
        startJava(stack, command, Map.of(Setting.ENTERPRISE_OIDC_SECRET.name(), environment.gatewaySecret()));
        Readiness.await(stack, () -> Files.exists(plan.readyFile()));
        plan.kafkaData().ifPresent(data -> progress.done("Kafka", "localhost:" + plan.kafkaPort()));
        plan.issuer().ifPresent(issuer -> progress.done("sign-in", issuer));
    }

    public void stopKafka() {
        stack.stop(training ? TRAINING_PATIENCE : STACK_PATIENCE);
    }

    public void killKafka() {
        stack.kill();
    }

    private void startKeycloak() {
        if (settings.signIn() != SignIn.KEYCLOAK || keycloak().process().isRunning()) {
            return;
        }
        KeycloakServer keycloak = keycloak();
        if (!keycloak.isInstalled()) {
            progress.done("Keycloak", "is being fetched and prepared, once");
        }
        keycloak.start();
        URI health = URI.create("http://127.0.0.1:" + keycloak.managementPort() + "/health/ready");
        Readiness.await(keycloak.process(), () -> Readiness.answersOk(health));
        progress.done("Keycloak", settings.issuer());
    }

    /** Starts a service, unless it runs; returns when it is ready, for which it may need the others. */
    public void start(ServiceName service) {
        launch(service);
        awaitReady(service);
    }

    /** Starts a service, unless it runs, and does not wait. */
    public void launch(ServiceName service) {
        launch(service, folders.project(), process(service), environment.of(service));
    }

    /**
     * A further process of a service on ports of its own, as a second pod is; it is not started yet. The gateway does
     * not know it. It is stopped and killed together with the rest.
     *
     * @param number from 2
     */
    public Replica replica(ServiceName service, int number) {
        return replica(service, number, folders.project());
    }

    /**
     * The same with the packaged jar of another checkout, as in a rolling upgrade.
     *
     * @param project a checkout that is built
     */
    public Replica replica(ServiceName service, int number, Path project) {
        Replica replica = new Replica(
                this, service, project, new ManagedProcess(service.id() + "-" + number, folders), Ports.free(2));
        replicas.add(replica);
        return replica;
    }

    void launch(ServiceName service, Path project, ManagedProcess process, Map<String, String> variables) {
        if (process.isRunning()) {
            return;
        }
        Path jar = new SuiteFolders(project, folders.state()).serviceJar(service);
        requireBuilt(jar);
        List<String> command = javaCommand(settings.text(Setting.SUITE_SERVICE_HEAP));
        if (project.equals(folders.project())) {
            command.addAll(aotOptions(serviceCache(service)));
        }
        settings.get(Setting.SUITE_SERVICE_OPTIONS)
                .ifPresent(options -> command.addAll(List.of(options.split(" +", -1))));
        command.addAll(List.of("-jar", jar.toString()));
        startJava(process, command, variables);
    }

    /** Waits until a service that has been launched is ready. */
    public void awaitReady(ServiceName service) {
        URI ready = managementUrl(service).resolve("/q/health/ready");
        awaitOpen(service, ready);
        progress.done(service.id(), baseUrl(service).toString());
    }

    /** Waits until a service that has been launched answers, be it that it needs others to be ready. */
    public void awaitLive(ServiceName service) {
        awaitOpen(service, managementUrl(service).resolve("/q/health/live"));
    }

    private void awaitOpen(ServiceName service, URI health) {
        // The management port opens before the application is complete; the other one opens last.
        Readiness.await(
                process(service),
                () -> Ports.answers("127.0.0.1", settings.port(service)) && Readiness.answersOk(health));
    }

    /** Stops a service as a deployment does. */
    public void stop(ServiceName service) {
        process(service).stop(training ? TRAINING_PATIENCE : SERVICE_PATIENCE);
    }

    /** Kills a service in the middle of whatever it does. */
    public void kill(ServiceName service) {
        process(service).kill();
    }

    /** Stops a service and starts it again, on the same ports. */
    public void restart(ServiceName service) {
        stop(service);
        start(service);
    }

    // Where everything is

    public SuiteFolders folders() {
        return folders;
    }

    public SuiteSettings settings() {
        return settings;
    }

    /** The address of a service, e.g. {@code http://localhost:8082}. */
    public URI baseUrl(ServiceName service) {
        return URI.create("http://localhost:" + settings.port(service));
    }

    /** Where the service tells its health ({@code /q/health}) and metrics ({@code /q/metrics}). */
    public URI managementUrl(ServiceName service) {
        return URI.create("http://localhost:" + settings.managementPort(service));
    }

    /** The bootstrap servers of Kafka. */
    public String kafkaBootstrap() {
        return settings.kafkaBootstrap();
    }

    /** The issuer of the tokens. */
    public String issuer() {
        return settings.issuer();
    }

    /** The JDBC address of a service's database. */
    public String jdbcUrl(ServiceName service) {
        return "jdbc:postgresql://" + settings.postgresHost() + ":" + settings.postgresPort() + "/" + service.id();
    }

    /** The password of a role, e.g. of {@code billing_app}. */
    public String databasePassword(ServiceName service, DatabaseRole role) {
        return environment.databasePassword(service, role);
    }

    /** A connection past every policy, for tests that look behind them; never a way for a service. */
    public Connection superuser(ServiceName service) throws SQLException {
        return postgres().connect(service.id());
    }

    /** The environment variables a service is started with. */
    public Map<String, String> environment(ServiceName service) {
        return environment.of(service);
    }

    /** The output of a service. */
    public Path log(ServiceName service) {
        return process(service).log();
    }

    public boolean isRunning(ServiceName service) {
        return process(service).isRunning();
    }

    /** Whether a part that is running also answers. */
    public boolean isReady(Part part) {
        for (ServiceName service : ServiceName.values()) {
            if (service.id().equals(part.process().name())) {
                return Readiness.answersOk(managementUrl(service).resolve("/q/health/ready"));
            }
        }
        return part.ports().keySet().stream().allMatch(port -> Ports.answers("127.0.0.1", port));
    }

    /** The access token of a demo user or of {@code producer}, from the provider's token endpoint. */
    public String token(String user) {
        return new AccessTokens(issuer(), Clients.producerSecret(secrets)).of(user);
    }

    /** Signs tokens as the embedded sign-in does, for people of one's own and for tokens that must be refused. */
    public Tokens tokens() {
        return Tokens.of(issuer(), folders.secrets(), Clock.systemUTC());
    }

    /** The processes of this suite, in the order in which they are started. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (settings.embeddedPostgres()) {
            parts.add(new Part(
                    "PostgreSQL",
                    "localhost:" + settings.postgresPort(),
                    postgres().process(),
                    Map.of(settings.postgresPort(), Setting.SUITE_POSTGRES_PORT.name())));
        }
        StackPlan plan = StackPlan.of(folders, settings);
        if (!plan.isEmpty()) {
            parts.add(stackPart(plan));
        }
        if (settings.signIn() == SignIn.KEYCLOAK) {
            KeycloakServer keycloak = keycloak();
            String setting = Setting.SUITE_IDENTITY_PORT.name();
            parts.add(new Part(
                    "Keycloak",
                    settings.issuer(),
                    keycloak.process(),
                    Map.of(settings.port(Setting.SUITE_IDENTITY_PORT), setting, keycloak.managementPort(), setting)));
        }
        for (ServiceName service : ServiceName.values()) {
            parts.add(new Part(
                    service.id(),
                    baseUrl(service).toString(),
                    process(service),
                    Map.of(
                            settings.port(service), service.port().name(),
                            settings.managementPort(service),
                                    service.managementPort().name())));
        }
        return parts;
    }

    private Part stackPart(StackPlan plan) {
        boolean kafka = plan.kafkaData().isPresent();
        boolean identity = plan.issuer().isPresent();
        Map<Integer, String> ports = new TreeMap<>();
        if (kafka) {
            ports.put(plan.kafkaPort(), Setting.SUITE_KAFKA_PORT.name());
        }
        if (identity) {
            ports.put(plan.identityPort(), Setting.SUITE_IDENTITY_PORT.name());
        }
        String title = kafka && identity ? "Kafka, sign-in" : kafka ? "Kafka" : "sign-in";
        String address = kafka ? "localhost:" + plan.kafkaPort() : settings.issuer();
        return new Part(title, kafka && identity ? address + ", " + settings.issuer() : address, stack, ports);
    }

    // AOT caches

    /** Whether every Java process has a current AOT cache. */
    public boolean isTrained() {
        return caches().stream().allMatch(AotCache::isCurrent);
    }

    /** Whether the recording of every AOT cache has been tried since the last build. */
    public boolean isTrainingDone() {
        return caches().stream().allMatch(AotCache::isSettled);
    }

    /** Whether the service has a current AOT cache. */
    public boolean isTrained(ServiceName service) {
        return serviceCache(service).isCurrent();
    }

    /** Kills a service whose recording has failed, and deletes what it has recorded. */
    void discardCache(ServiceName service) {
        kill(service);
        serviceCache(service).discard();
    }

    /** Declares the caches valid that stopped processes have left behind; the names of those that are missing. */
    public List<String> keepCaches() {
        return caches().stream()
                .filter(cache -> !cache.isCurrent() && !cache.keep())
                .map(AotCache::name)
                .toList();
    }

    private List<AotCache> caches() {
        List<AotCache> caches = new ArrayList<>();
        caches.add(stackCache());
        for (ServiceName service : ServiceName.values()) {
            caches.add(serviceCache(service));
        }
        return caches;
    }

    private AotCache stackCache() {
        Path target = folders.stackJar().resolveSibling("stack.aot");
        return AotCache.of(
                target, List.of(folders.stackJar(), folders.stackJar().resolveSibling("lib")), List.of());
    }

    private AotCache serviceCache(ServiceName service) {
        Path jar = folders.serviceJar(service);
        Path cache = folders.project().resolve(service.module()).resolve("target/" + service.id() + ".aot");
        return AotCache.of(cache, List.of(jar.resolveSibling("app"), jar.resolveSibling("lib"), jar), List.of());
    }

    private List<String> aotOptions(AotCache cache) {
        if (training && !cache.isCurrent()) {
            return cache.record();
        }
        return settings.flag(Setting.SUITE_AOT) ? cache.use() : List.of();
    }

    // Parts inside

    private ManagedProcess process(ServiceName service) {
        ManagedProcess process = services.get(service);
        if (process == null) {
            throw new IllegalArgumentException(service + " is no service");
        }
        return process;
    }

    private PostgresServer postgres() {
        return new PostgresServer(
                folders,
                settings.port(Setting.SUITE_POSTGRES_PORT),
                settings.text(Setting.SUITE_POSTGRES_SHARED_BUFFERS),
                settings.text(Setting.SUITE_POSTGRES_MAX_WAL_SIZE),
                secrets.get("db.superuser"));
    }

    private KeycloakServer keycloak() {
        return new KeycloakServer(
                folders,
                settings.port(Setting.SUITE_IDENTITY_PORT),
                baseUrl(ServiceName.GATEWAY).toString(),
                environment.gatewaySecret(),
                secrets);
    }

    private static List<String> javaCommand(String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(JvmMemory.options(heap));
        return command;
    }

    private static void startJava(ManagedProcess process, List<String> command, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(JvmMemory.ENVIRONMENT);
        environment.putAll(variables);
        process.start(command, environment);
    }

    private static void requireBuilt(Path jar) {
        if (!Files.exists(jar)) {
            throw new SuiteException(jar + " is not built", "Run ./suite up, which builds it, or mvn package");
        }
    }

    private void rememberSettings() {
        try {
            Files.createDirectories(folders.run());
            Files.writeString(rememberedSettings(folders), settings.asProperties());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inParallel(List<Runnable> steps) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable step : steps) {
                running.add(executor.submit(step));
            }
            for (Future<?> step : running) {
                step.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
