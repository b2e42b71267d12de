package io.enterprisemode.systemtests.bench;

import java.util.List;

/** Several benchmarks under one name, one after another. */
record Together(String name, List<Benchmark> parts) implements Benchmark {

    Together {
        parts = List.copyOf(parts);
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        return parts.stream().flatMap(part -> part.run(suite).stream()).toList();
    }
}
