package io.enterprisemode.local.suite;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SignIn;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.identity.AccessTokens;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.identity.Tokens;
import io.enterprisemode.local.jvm.AotCaches;
import io.enterprisemode.local.jvm.JavaLauncher;
import io.enterprisemode.local.keycloak.KeycloakServer;
import io.enterprisemode.local.postgres.DatabaseRole;
import io.enterprisemode.local.postgres.PostgresServer;
import io.enterprisemode.local.process.Ports;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.service.ServiceEnvironment;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.local.stack.StackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The suite on one machine, as the script {@code suite} runs it and as system tests do: the backing services
 * (PostgreSQL, Kafka, the sign-in) and the five services, each a process of its own that can be stopped, killed and
 * started again.
 *
 * <p>Processes are found again by their process ids in the state folder; two objects on the same folder refer to the
 * same suite.
 */
public final class LocalSuite implements AutoCloseable {

    private final SuiteFolders folders;
    private final SuiteSettings settings;
    private final Secrets secrets;
    private final ServiceEnvironment environment;
    private final ExternalServers externalServers;
    private final PostgresServer postgres;
    private final StackProcess stack;
    private final KeycloakServer keycloak;
    private final ServiceProcess.Factory processes;
    private final Map<ServiceName, ServiceProcess> services = new EnumMap<>(ServiceName.class);
    private final List<ServiceProcess> replicas = new CopyOnWriteArrayList<>();

    public LocalSuite(SuiteFolders folders, SuiteSettings settings, Progress progress) {
        this(folders, settings, progress, JavaLauncher.using(settings));
    }

    private LocalSuite(SuiteFolders folders, SuiteSettings settings, Progress progress, JavaLauncher launcher) {
        this.folders = folders;
        this.settings = settings;
        this.secrets = Secrets.in(folders.secrets());
        this.environment = new ServiceEnvironment(settings, secrets, folders);
        this.externalServers = new ExternalServers(settings);
        this.postgres = new PostgresServer(folders, settings, secrets, environment::databasePassword, progress);
        this.stack = new StackProcess(folders, settings, secrets, launcher, progress);
        this.keycloak = new KeycloakServer(folders, settings, secrets, progress);
        this.processes = new ServiceProcess.Factory(folders, settings, launcher, environment, progress);
        for (ServiceName service : ServiceName.values()) {
            services.put(service, processes.primary(service));
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
    static LocalSuite forTraining(SuiteFolders folders) {
        SuiteSettings settings = freePorts();
        return new LocalSuite(folders, settings, Progress.SILENT, JavaLauncher.recording(settings));
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
        startBackingServices();
        startServices();
    }

    /** PostgreSQL, Kafka and the sign-in; those that are external are only given databases and topics. */
    public void startBackingServices() {
        rememberSettings();
        Parallel.run(List.of(
                () -> {
                    externalServers.createDatabases(environment::databasePassword);
                    startIfWanted(postgres);
                },
                () -> {
                    externalServers.createTopics();
                    startIfWanted(stack);
                },
                () -> startIfWanted(keycloak)));
    }

    private void startIfWanted(SuiteProcess process) {
        if (backingServices().contains(process)) {
            process.start();
        }
    }

    /** The five services, all at once. */
    public void startServices() {
        Parallel.run(steps(service -> service::start));
    }

    /** Stops everything, the services first. */
    public void stop() {
        stopServices();
        backingServices().reversed().forEach(SuiteProcess::stop);
    }

    /** Stops the services and leaves the rest. */
    public void stopServices() {
        replicas.forEach(ServiceProcess::stop);
        Parallel.run(steps(service -> service::stop));
    }

    private List<Runnable> steps(Function<ServiceProcess, Runnable> step) {
        return services.values().stream().map(step).toList();
    }

    /** Kills every process, as a power cut does. */
    public void kill() {
        replicas.forEach(ServiceProcess::kill);
        processes().forEach(SuiteProcess::kill);
    }

    @Override
    public void close() {
        stop();
    }

    // The processes

    /** The processes of this suite, in the order in which they are started. */
    public List<SuiteProcess> processes() {
        List<SuiteProcess> all = new ArrayList<>(backingServices());
        all.addAll(services.values());
        return all;
    }

    /**
     * Those of the processes that the services need: PostgreSQL, Kafka and the sign-in, as far as they are not
     * external.
     */
    public List<SuiteProcess> backingServices() {
        List<SuiteProcess> wanted = new ArrayList<>();
        if (settings.embeddedPostgres()) {
            wanted.add(postgres);
        }
        if (stack.isWanted()) {
            wanted.add(stack);
        }
        if (settings.signIn() == SignIn.KEYCLOAK) {
            wanted.add(keycloak);
        }
        return wanted;
    }

    /** The embedded PostgreSQL. */
    public SuiteProcess postgres() {
        return postgres;
    }

    /** The process with Kafka and the embedded sign-in. */
    public SuiteProcess stack() {
        return stack;
    }

    /** The process of a service that the gateway knows. */
    public ServiceProcess service(ServiceName service) {
        return Objects.requireNonNull(services.get(service));
    }

    /**
     * A further process of a service on ports of its own, as a second pod is; it is not started yet. The gateway does
     * not know it. It is stopped and killed together with the rest.
     *
     * @param number from 2
     */
    public ServiceProcess replica(ServiceName service, int number) {
        return replica(service, number, folders.project());
    }

    /**
     * The same with the packaged jar of another checkout, as in a rolling upgrade.
     *
     * @param project a checkout that is built
     */
    public ServiceProcess replica(ServiceName service, int number, Path project) {
        ServiceProcess replica = processes.replica(service, number, project);
        replicas.add(replica);
        return replica;
    }

    // Where everything is

    public SuiteFolders folders() {
        return folders;
    }

    public SuiteSettings settings() {
        return settings;
    }

    /** The AOT caches of the checkout. */
    public AotCaches caches() {
        return new AotCaches(folders);
    }

    /** The address of a service, e.g. {@code http://localhost:8082}. */
    public URI baseUrl(ServiceName service) {
        return service(service).baseUrl();
    }

    /** The address of the health ({@code /q/health}) and metrics ({@code /q/metrics}) of a service. */
    public URI managementUrl(ServiceName service) {
        return service(service).managementUrl();
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

    /** A connection that bypasses every policy, for tests only; no service uses one. */
    public Connection superuser(ServiceName service) throws SQLException {
        return postgres.connect(service.id());
    }

    /** The access token of a demo user or of {@code producer}, from the provider's token endpoint. */
    public String token(String user) {
        return new AccessTokens(issuer(), Clients.producerSecret(secrets)).of(user);
    }

    /** Signs tokens as the embedded sign-in does, for people of one's own and for tokens that must be refused. */
    public Tokens tokens() {
        return Tokens.of(issuer(), folders.secrets(), Clock.systemUTC());
    }

    private void rememberSettings() {
        try {
            Files.createDirectories(folders.run());
            Files.writeString(rememberedSettings(folders), settings.asProperties());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
