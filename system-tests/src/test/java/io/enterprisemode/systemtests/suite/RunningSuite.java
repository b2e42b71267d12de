package io.enterprisemode.systemtests.suite;

import io.enterprisemode.local.LocalSuite;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.systemtests.http.Caller;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The packaged services and the embedded stack, each a process, on free ports, with a folder of its own. */
public final class RunningSuite implements AutoCloseable {

    private final LocalSuite local;
    private final AtomicInteger people = new AtomicInteger();

    private RunningSuite(LocalSuite local) {
        this.local = local;
    }

    /** Starts everything afresh; logs and data stay under {@code target/suite} until the next start. */
    static RunningSuite start() {
        Path state = Path.of("target", "suite");
        LocalSuite suite = LocalSuite.onFreePorts(state);
        suite.kill();
        SuiteFolders.delete(suite.folders().state());
        LocalSuite fresh = LocalSuite.onFreePorts(state);
        try {
            fresh.start();
        } catch (RuntimeException e) {
            fresh.kill();
            throw e;
        }
        return new RunningSuite(fresh);
    }

    @Override
    public void close() {
        local.stop();
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
