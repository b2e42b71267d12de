package io.enterprisemode.local.cli;

import io.enterprisemode.local.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints on the terminal what has been done and how long it took since the beginning. */
final class Console implements Progress {

    private final PrintWriter out;
    private volatile Instant begin = Instant.now();

    Console(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void done(String what, String detail) {
        out.printf(Locale.ROOT, "  %5.1f s  %-14s %s%n", seconds(), what, detail);
    }

    /** Counts the seconds from now on. */
    void restart() {
        begin = Instant.now();
    }

    synchronized void say(String text) {
        out.println(text);
    }

    /** Seconds since the beginning. */
    double seconds() {
        return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
    }
}
