package io.enterprisemode.local.service;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.jvm.AotCaches;
import io.enterprisemode.local.jvm.JavaLauncher;
import io.enterprisemode.local.jvm.JavaProgram;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Ports;
import io.enterprisemode.local.process.Readiness;
import io.enterprisemode.local.process.SuiteProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A packaged service: the one that the gateway knows, or a replica on ports of its own, as a second pod is. */
public final class ServiceProcess implements SuiteProcess {

    /**
     * Makes the processes of services, with what all of them share.
     *
     * @param folders where the checkout and the state of the suite are
     */
    public record Factory(
            SuiteFolders folders,
            SuiteSettings settings,
            JavaLauncher launcher,
            ServiceEnvironment environment,
            Progress progress) {

        /** The process that the gateway knows. */
        public ServiceProcess primary(ServiceName service) {
            int port = settings.port(service);
            int managementPort = settings.managementPort(service);
            return new ServiceProcess(
                    this,
                    service,
                    folders.project(),
                    service.id(),
                    List.of(port, managementPort),
                    Map.of(
                            port,
                            service.port().name(),
                            managementPort,
                            service.managementPort().name()));
        }

        /**
         * A further process, on free ports.
         *
         * @param number from 2
         * @param project a checkout that is built, of this version or of another one
         */
        public ServiceProcess replica(ServiceName service, int number, Path project) {
            return new ServiceProcess(this, service, project, service.id() + "-" + number, Ports.free(2), Map.of());
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Factory shared;
    private final ServiceName service;
    private final Path project;
    private final ManagedProcess process;
    private final int port;
    private final int managementPort;
    private final Map<Integer, String> settingsOfPorts;

    private ServiceProcess(
            Factory shared,
            ServiceName service,
            Path project,
            String name,
            List<Integer> ports,
            Map<Integer, String> settingsOfPorts) {
        this.shared = shared;
        this.service = service;
        this.project = project;
        this.process = new ManagedProcess(name, shared.folders());
        this.port = ports.getFirst();
        this.managementPort = ports.getLast();
        this.settingsOfPorts = settingsOfPorts;
    }

    @Override
    public String title() {
        return process.name();
    }

    @Override
    public String address() {
        return baseUrl().toString();
    }

    @Override
    public Map<Integer, String> ports() {
        return settingsOfPorts;
    }

    @Override
    public ManagedProcess process() {
        return process;
    }

    /** Its address, e.g. {@code http://localhost:8082}. */
    public URI baseUrl() {
        return URI.create("http://localhost:" + port);
    }

    /** The address of its health ({@code /q/health}) and metrics ({@code /q/metrics}). */
    public URI managementUrl() {
        return URI.create("http://localhost:" + managementPort);
    }

    /** The environment variables it is started with. */
    public Map<String, String> environment() {
        Map<String, String> environment =
                new LinkedHashMap<>(shared.environment().of(service));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        return environment;
    }

    /** Starts it, unless it runs; returns when it is ready, for which it may need the others. */
    @Override
    public void start() {
        start(Map.of());
    }

    /**
     * The same with environment variables of its own.
     *
     * @param variables beside those of the service, or instead of them
     */
    public void start(Map<String, String> variables) {
        launch(variables);
        awaitReady();
    }

    /** Starts it, unless it runs, and does not wait. */
    public void launch() {
        launch(Map.of());
    }

    private void launch(Map<String, String> variables) {
        if (process.isRunning()) {
            return;
        }
        Map<String, String> environment = environment();
        environment.putAll(variables);
        shared.launcher().start(process, program(), environment);
    }

    private JavaProgram program() {
        SuiteSettings settings = shared.settings();
        SuiteFolders folders = shared.folders();
        Path jar = new SuiteFolders(project, folders.state()).serviceJar(service);
        List<String> arguments = new ArrayList<>();
        settings.get(Setting.SUITE_SERVICE_OPTIONS)
                .ifPresent(options -> arguments.addAll(List.of(options.split(" +", -1))));
        arguments.addAll(List.of("-jar", jar.toString()));
        return new JavaProgram(
                jar,
                settings.text(Setting.SUITE_SERVICE_HEAP),
                project.equals(folders.project()) ? Optional.of(new AotCaches(folders).of(service)) : Optional.empty(),
                arguments);
    }

    /** Waits until it is ready, given that it has been launched. */
    public void awaitReady() {
        awaitOpen(this::isReady);
        shared.progress().done(title(), address());
    }

    /** Waits until it answers, given that it has been launched, even if it needs others to be ready. */
    public void awaitLive() {
        awaitOpen(() -> Readiness.answersOk(managementUrl().resolve("/q/health/live")));
    }

    private void awaitOpen(BooleanSupplier healthy) {
        // The management port opens before the application is complete; the other one opens last.
        Readiness.await(process, () -> Ports.answers("127.0.0.1", port) && healthy.getAsBoolean());
    }

    @Override
    public boolean isReady() {
        return Readiness.answersOk(managementUrl().resolve("/q/health/ready"));
    }

    /** Stops it as a deployment does. */
    @Override
    public void stop() {
        shared.launcher().stop(process, PATIENCE);
    }
}
