package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SignIn;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.systemtests.http.Caller;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The running suite as benchmarks see it. */
final class BenchSuite {

    private final LocalSuite local;
    private final PrintWriter out;

    private BenchSuite(LocalSuite local, PrintWriter out) {
        this.local = local;
        this.out = out;
    }

    /**
     * The suite that {@code SUITE_PROJECT} and {@code SUITE_STATE} name, else that of the checkout around the working
     * folder.
     */
    static BenchSuite running() {
        Path project = Optional.ofNullable(System.getenv("SUITE_PROJECT"))
                .map(Path::of)
                .orElseGet(() -> SuiteFolders.projectAround(Path.of("")));
        Path state =
                Optional.ofNullable(System.getenv("SUITE_STATE")).map(Path::of).orElse(project.resolve(".suite"));
        return new BenchSuite(
                LocalSuite.running(new SuiteFolders(project, state)), new PrintWriter(System.out, true, UTF_8));
    }

    LocalSuite local() {
        return local;
    }

    PrintWriter out() {
        return out;
    }

    /**
     * Somebody new, with a token, who has no organization yet; with another sign-in than the embedded one it is Olivia.
     */
    Caller newcomer(ServiceName door) {
        return Caller.at(local.baseUrl(door)).bearing(newcomersToken());
    }

    /** The token of somebody new. */
    String newcomersToken() {
        String subject = "bench-" + UUID.randomUUID();
        return local.settings().signIn() == SignIn.EMBEDDED
                ? local.tokens().person(subject, "Bench", subject + "@people.example")
                : local.token("olivia");
    }

    /** A process by its name, e.g. {@code billing} or {@code postgres}. */
    ProcessCpu cpu(String process) {
        return local.processes().stream()
                .map(SuiteProcess::process)
                .filter(candidate -> candidate.name().equals(process))
                .findFirst()
                .flatMap(ManagedProcess::running)
                .map(running -> new ProcessCpu(running.pid()))
                .orElseThrow(() -> new SuiteException(process + " is not running here", "Start it with ./suite up"));
    }
}
