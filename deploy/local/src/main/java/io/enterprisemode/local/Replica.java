package io.enterprisemode.local;

import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A further process of a service, on ports of its own. */
public final class Replica {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final LocalSuite suite;
    private final ServiceName service;
    private final Path project;
    private final ManagedProcess process;
    private final int port;
    private final int managementPort;

    Replica(LocalSuite suite, ServiceName service, Path project, ManagedProcess process, List<Integer> ports) {
        this.suite = suite;
        this.service = service;
        this.project = project;
        this.process = process;
        this.port = ports.getFirst();
        this.managementPort = ports.getLast();
    }

    /** Starts it, unless it runs; returns when it is ready. */
    public void start() {
        start(Map.of());
    }

    /**
     * The same with environment variables of its own.
     *
     * @param variables beside those of the service, or instead of them
     */
    public void start(Map<String, String> variables) {
        Map<String, String> environment = new LinkedHashMap<>(suite.environment(service));
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.putAll(variables);
        suite.launch(service, project, process, environment);
        URI ready = managementUrl().resolve("/q/health/ready");
        Readiness.await(process, () -> Ports.answers("127.0.0.1", port) && Readiness.answersOk(ready));
    }

    /** Stops it as a deployment does. */
    public void stop() {
        process.stop(PATIENCE);
    }

    /** Kills it in the middle of whatever it does. */
    public void kill() {
        process.kill();
    }

    /** The process. */
    public ManagedProcess process() {
        return process;
    }

    /** Its address, e.g. {@code http://localhost:21345}. */
    public URI baseUrl() {
        return URI.create("http://localhost:" + port);
    }

    /** Where it tells its health and metrics. */
    public URI managementUrl() {
        return URI.create("http://localhost:" + managementPort);
    }
}
