package io.enterprisemode.local.cli;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs one service from its sources, with live reload, in the place of the packaged one. */
@Command(name = "dev", description = "Run one service from its sources, with live reload, against the running rest.")
final class DevCommand implements Callable<Integer> {

    private final Commands commands;

    @Parameters(paramLabel = "SERVICE", description = "teams, billing, reporting, audit or gateway")
    private String name = "";

    DevCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        ServiceName service = ServiceName.of(name);
        LocalSuite suite = commands.current();
        if (!suite.backingServices().stream().allMatch(SuiteProcess::isRunning)) {
            throw new SuiteException("The suite is not running", "Start it first: ./suite up");
        }
        ServiceProcess packaged = suite.service(service);
        packaged.stop();
        commands.out()
                .println(service.id()
                        + " now runs from its sources; q ends it, then ./suite up starts the packaged one.");
        String maven = Optional.ofNullable(System.getenv("SUITE_MVN")).orElse("mvn");
        return Foreground.run(
                List.of(
                        maven,
                        "-B",
                        "-pl",
                        service.module(),
                        "-am",
                        "-Dspotless.check.skip",
                        "-Djacoco.skip",
                        "-Ddebug=false",
                        "-Dquarkus.analytics.disabled=true",
                        "-Dquarkus.test.continuous-testing=disabled",
                        "compile",
                        "quarkus:dev"),
                commands.folders().project(),
                packaged.environment());
    }
}
