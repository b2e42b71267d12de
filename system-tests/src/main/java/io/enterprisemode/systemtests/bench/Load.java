package io.enterprisemode.systemtests.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * What several clients did side by side in a time.
 *
 * @param units what was done
 * @param took from the first request to the last answer
 */
record Load(long units, Duration took, Latencies latencies) {

    /** One request of a client; answers how many units it did. */
    @FunctionalInterface
    interface Request {
        int send() throws Exception;
    }

    private record Part(long units, List<Long> nanos) {}

    /** Lets clients send requests, each one after another, until the time is over. */
    static Load during(Duration time, int clients, IntFunction<Request> client) {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
            List<Future<Part>> parts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Request request = client.apply(i);
                parts.add(executor.submit(() -> send(request, end)));
            }
            long units = 0;
            List<Long> nanos = new ArrayList<>();
            for (Future<Part> part : parts) {
                units += part.get().units();
                nanos.addAll(part.get().nanos());
            }
            return new Load(units, Duration.ofNanos(System.nanoTime() - begin), new Latencies(nanos));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Part send(Request request, long end) throws Exception {
        long units = 0;
        List<Long> nanos = new ArrayList<>();
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            units += request.send();
            nanos.add(System.nanoTime() - begin);
        }
        return new Part(units, nanos);
    }

    /** Units per second. */
    double rate() {
        return units * 1e9 / took.toNanos();
    }
}
