package io.enterprisemode.local.cli;

import io.enterprisemode.local.LocalSuite;
import io.enterprisemode.local.Part;
import io.enterprisemode.local.process.Machine;

/** Physical memory of the suite. */
final class MemoryUse {

    private static final long MEGA = 1024L * 1024;

    private MemoryUse() {}

    static long megabytes(LocalSuite suite) {
        return suite.parts().stream().mapToLong(MemoryUse::megabytes).sum();
    }

    static long megabytes(Part part) {
        return part.process().running().map(Machine::residentMemory).orElse(0L) / MEGA;
    }
}
