package io.enterprisemode.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints an access token. */
@Command(name = "token", description = "Print an access token of a demo user, or of the service account producer.")
final class TokenCommand implements Callable<Integer> {

    private final Commands commands;

    @Parameters(paramLabel = "USER", description = "olivia, adam, mia, vera, otto, opal, nina or producer")
    private String user = "";

    TokenCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        commands.out().println(commands.current().token(user));
        return 0;
    }
}
