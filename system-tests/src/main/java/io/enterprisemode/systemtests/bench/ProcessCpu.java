package io.enterprisemode.systemtests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of a process with its children, those that have ended included, from {@code /proc/<pid>/stat} (proc(5)). */
record ProcessCpu(long pid) {

    /** Clock ticks are 10 ms on every Linux of today (sysconf(_SC_CLK_TCK)). */
    private static final long MILLIS_PER_TICK = 10;

    /** Of the fields after the command in parentheses: utime, stime, cutime, cstime. */
    private static final int USER = 11;

    private static final int OF_ITSELF = 2;
    private static final int WITH_ENDED_CHILDREN = 4;

    /** What has been used since the process began. */
    Duration used() {
        long ticks = ticks(pid, WITH_ENDED_CHILDREN);
        for (ProcessHandle child :
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children).toList()) {
            ticks += ticks(child.pid(), OF_ITSELF);
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    private static long ticks(long process, int fields) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long sum = 0;
            for (int i = 0; i < fields; i++) {
                sum += Long.parseLong(values[USER + i]);
            }
            return sum;
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
