package io.enterprisemode.local.cli;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.identity.DemoUser;
import io.enterprisemode.local.process.Preflight;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.seed.DemoSeed;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.local.suite.Training;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts whatever is not running. */
@Command(name = "up", description = "Start everything.")
final class UpCommand implements Callable<Integer> {

    private final Commands commands;

    @Option(names = "--reset", description = "Start afresh, without the data of earlier runs.")
    private boolean reset;

    @Option(names = "--keycloak", description = "Sign in with the real Keycloak.")
    private boolean keycloak;

    UpCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        SuiteSettings wanted = commands.wanted();
        SuiteSettings settings = keycloak ? wanted.with(Setting.SUITE_KEYCLOAK, "true") : wanted;
        SuiteLock.holding(commands.folders(), () -> up(settings));
        return 0;
    }

    private void up(SuiteSettings settings) {
        SuiteFolders folders = commands.folders();
        if (reset) {
            commands.current().stop();
            SuiteFolders.delete(folders.data());
            commands.out().println("The data of earlier runs is deleted.");
        }
        Console console = new Console(commands.out());
        LocalSuite suite = new LocalSuite(folders, settings, console);
        List<SuiteProcess> missing = missing(suite);
        if (missing.size() < suite.processes().size()) {
            requireSameSettings(commands.current().settings(), settings, missing.isEmpty());
        }
        if (missing.isEmpty()) {
            console.say("Everything is running already.");
        } else {
            check(folders, missing);
            boolean nothingRuns = missing.size() == suite.processes().size();
            if (nothingRuns
                    && settings.flag(Setting.SUITE_AOT)
                    && !suite.caches().areSettled()) {
                Training.run(folders, console::say);
                console.restart();
            }
            suite.start();
        }
        if (settings.flag(Setting.SUITE_SEED) && !DemoSeed.isDone(suite)) {
            DemoSeed.run(suite, console);
        }
        if (!missing.isEmpty() && DemoSeed.isDone(suite) && FirstLook.at(suite)) {
            console.done("dashboard", suite.baseUrl(ServiceName.GATEWAY).toString());
        }
        printWhatToDoNext(suite, console);
    }

    private static List<SuiteProcess> missing(LocalSuite suite) {
        return suite.processes().stream()
                .filter(process -> !process.isRunning())
                .toList();
    }

    /**
     * Refuses to add processes to a suite of other settings. When nothing is missing, the settings may differ, as one
     * may ask for the demo data later; the sign-in may not, since a Keycloak that is running is not among the processes
     * of a suite without.
     */
    static void requireSameSettings(SuiteSettings running, SuiteSettings wanted, boolean isComplete) {
        boolean same = isComplete
                ? running.signIn() == wanted.signIn()
                : running.asProperties().equals(wanted.asProperties());
        if (!same) {
            throw new SuiteException("The suite is running with other settings", "Stop it first: ./suite down");
        }
    }

    private static void check(SuiteFolders folders, List<SuiteProcess> missing) {
        Preflight.machine(folders);
        Map<Integer, String> ports = new TreeMap<>();
        missing.forEach(process -> ports.putAll(process.ports()));
        Preflight.ports(ports);
    }

    private static void printWhatToDoNext(LocalSuite suite, Console console) {
        String gateway = suite.baseUrl(ServiceName.GATEWAY).toString();
        String users = Arrays.stream(DemoUser.values())
                .map(user -> "%s (%s)".formatted(user.subject(), user.role()))
                .collect(Collectors.joining(", "));
        console.say(String.format(
                Locale.ROOT, """

                Up in %.0f s, %d MB of memory.

                Dashboard   %s
                Sign in as  %s
                Try         curl -H "Authorization: Bearer $(./suite token olivia)" %s/api/enterprise/summary
                Stop        ./suite down
                """, console.seconds(), MemoryUse.megabytes(suite), gateway, users, gateway));
    }
}
