package io.enterprisemode.local;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Records the AOT caches, once per build: starts everything on free ports with a folder of its own, and stops it again. */
public final class Training {

    private Training() {}

    /**
     * Records what is missing. A failure is told and left at that: the suite starts without caches too, only more slowly.
     *
     * @param tell takes one line
     */
    public static void run(SuiteFolders folders, Consumer<String> tell) {
        tell.accept("Preparing fast starts, once per build ...");
        Instant begin = Instant.now();
        SuiteFolders own = new SuiteFolders(folders.project(), folders.state().resolve("training"));
        SuiteFolders.delete(own.state());
        LocalSuite suite = LocalSuite.forTraining(own, Progress.SILENT);
        try {
            suite.startStack();
            for (ServiceName service : ServiceName.values()) {
                suite.start(service);
            }
            suite.stop();
            suite.keepCaches();
            if (!suite.isTrained()) {
                tell.accept("  not all of them could be recorded; starts are slower");
            }
        } catch (SuiteException e) {
            suite.kill();
            tell.accept("  left out: " + e.getMessage());
        }
        SuiteFolders.delete(own.state());
        tell.accept("  done in " + Duration.between(begin, Instant.now()).toSeconds() + " s");
    }
}
