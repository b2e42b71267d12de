package io.enterprisemode.systemtests.bench;

import java.util.List;

/** Something that can be measured. */
interface Benchmark {

    /** The name it is run by, and of its file. */
    String name();

    /** Runs it against a suite; takes its time. */
    List<Figure> run(BenchSuite suite);
}
