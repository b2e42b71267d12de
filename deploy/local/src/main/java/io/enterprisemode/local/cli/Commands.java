package io.enterprisemode.local.cli;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.suite.LocalSuite;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with what it needs. */
final class Commands implements IFactory {

    private final SuiteFolders folders;
    private final PrintWriter out;

    Commands(SuiteFolders folders, PrintWriter out) {
        this.folders = folders;
        this.out = out;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type.getPackage().equals(Commands.class.getPackage())) {
            return type.getDeclaredConstructor(Commands.class).newInstance(this);
        }
        return CommandLine.defaultFactory().create(type);
    }

    SuiteFolders folders() {
        return folders;
    }

    PrintWriter out() {
        return out;
    }

    /** What the environment and the settings files ask for. */
    SuiteSettings wanted() {
        return SuiteSettings.load(System.getenv(), folders.settingsFiles());
    }

    /** The suite as it was started last, or as it would be started. */
    LocalSuite current() {
        return Files.exists(folders.run().resolve("settings.properties"))
                ? LocalSuite.running(folders)
                : new LocalSuite(folders, wanted(), Progress.SILENT);
    }

    /** Variables that say where the suite is. */
    Map<String, String> coordinates() {
        return Map.of(
                "SUITE_PROJECT",
                folders.project().toString(),
                "SUITE_STATE",
                folders.state().toString());
    }
}
