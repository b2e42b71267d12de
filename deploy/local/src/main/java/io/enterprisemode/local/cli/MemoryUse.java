package io.enterprisemode.local.cli;

import io.enterprisemode.local.process.Machine;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;

/** Physical memory of the suite. */
final class MemoryUse {

    private static final long MEGA = 1024L * 1024;

    private MemoryUse() {}

    static long megabytes(LocalSuite suite) {
        return suite.processes().stream().mapToLong(MemoryUse::megabytes).sum();
    }

    static long megabytes(SuiteProcess process) {
        return process.process().running().map(Machine::residentMemory).orElse(0L) / MEGA;
    }
}
