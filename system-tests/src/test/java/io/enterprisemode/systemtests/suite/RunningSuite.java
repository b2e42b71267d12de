package io.enterprisemode.systemtests.suite;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.local.suite.Training;
import io.enterprisemode.systemtests.http.Caller;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The packaged services and the embedded stack, each a process, on free ports, with a folder of its own. */
public final class RunningSuite implements AutoCloseable {

    /** Names the state folder of a suite that runs already, for work on a single test; it is used and left running. */
    private static final String ATTACH = "suite.attach";

    private final LocalSuite local;
    private final boolean ours;
    private final AtomicInteger people = new AtomicInteger();

    private RunningSuite(LocalSuite local, boolean ours) {
        this.local = local;
        this.ours = ours;
    }

    /**
     * Starts everything afresh, with AOT caches as after {@code ./suite up}; logs and data stay under
     * {@code target/suite} until the next start.
     */
    static RunningSuite start() {
        String attached = System.getProperty(ATTACH);
        if (attached != null) {
            Path project = SuiteFolders.projectAround(Path.of(""));
            return new RunningSuite(LocalSuite.running(new SuiteFolders(project, Path.of(attached))), false);
        }
        Path state = Path.of("target", "suite");
        LocalSuite suite = LocalSuite.onFreePorts(state);
        suite.kill();
        SuiteFolders.delete(suite.folders().state());
        LocalSuite fresh = LocalSuite.onFreePorts(state);
        if (!fresh.caches().areSettled()) {
            Training.run(fresh.folders(), System.out::println);
        }
        try {
            fresh.start();
        } catch (RuntimeException e) {
            fresh.kill();
            throw e;
        }
        return new RunningSuite(fresh, true);
    }

    @Override
    public void close() {
        if (ours) {
            local.stop();
        }
    }

    /** The processes, to be killed and started. */
    public LocalSuite local() {
        return local;
    }

    /** Somebody without a credential at the gateway. */
    public Caller gateway() {
        return Caller.at(local.baseUrl(ServiceName.GATEWAY));
    }

    /** Somebody without a credential who goes past the gateway. */
    public Caller directly(ServiceName service) {
        return Caller.at(local.baseUrl(service));
    }

    /** The health and metrics of a service. */
    public Caller management(ServiceName service) {
        return Caller.at(local.managementUrl(service));
    }

    /** Somebody nobody knows yet, with a token of the sign-in. */
    public Person person(String name) {
        String subject = name.toLowerCase(Locale.ROOT) + "-" + people.incrementAndGet() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        String email = subject + "@people.example";
        return new Person(this, subject, name, email, local.tokens().person(subject, name, email));
    }

    /** The operator of the installation. */
    public Person operator() {
        return new Person(this, "opal", "Opal Operator", "opal@operations.example", local.token("opal"));
    }
}
