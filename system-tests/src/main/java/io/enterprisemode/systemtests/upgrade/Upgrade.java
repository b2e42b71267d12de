package io.enterprisemode.systemtests.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.suite.LocalSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Upgrades, rolls back and upgrades again, against a suite of its own on free ports in a temporary folder. */
public final class Upgrade {

    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private Upgrade() {}

    /**
     * Runs {@code <checkout of the older version> <seconds>}: the checkout must be built; so long each step lasts at
     * least. The exit code is 0 when no request failed and nothing was lost, 1 when not, 2 for arguments that are none.
     */
    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[1].matches("\\d{1,4}")) {
            System.err.println("Use: upgrade --from <built checkout of the older version> [--seconds n]");
            System.exit(2);
        }
        KAFKA.setLevel(Level.WARNING);
        try {
            System.exit(run(Path.of(arguments[0]), Duration.ofSeconds(Long.parseLong(arguments[1]))) ? 0 : 1);
        } catch (SuiteException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean run(Path older, Duration stay) throws InterruptedException {
        Path project = SuiteFolders.projectAround(Path.of(""));
        requireBuilt(older);
        requireBuilt(project);
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        Path folder = temporaryFolder();
        long seed = new SplittableRandom().nextInt(1, Integer.MAX_VALUE);
        out.printf("upgrade from %s with seed %d in %s%n", older, seed, folder);
        LocalSuite suite = LocalSuite.onFreePorts(older, folder.resolve("suite"));
        UpgradeVerdict verdict;
        try {
            suite.start();
            try (UpgradeRun run = new UpgradeRun(suite, project, seed, stay, folder.resolve("journal"), out)) {
                run.run();
                out.println("the traffic ends; waiting until everything is counted ...");
                verdict = run.end();
            }
        } finally {
            suite.stop();
        }
        verdict.print(out);
        if (verdict.isGood()) {
            SuiteFolders.delete(folder);
        } else {
            out.println("journals, logs and data are in " + folder);
        }
        return verdict.isGood();
    }

    private static void requireBuilt(Path checkout) {
        SuiteFolders folders = SuiteFolders.of(checkout);
        for (ServiceName service : ServiceName.values()) {
            if (!Files.exists(folders.serviceJar(service))) {
                throw new SuiteException(checkout + " is not built", "Run ./suite up and ./suite down there");
            }
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("upgrade-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
