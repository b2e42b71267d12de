package io.enterprisemode.systemtests.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
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

    /** What a client does from a time on until another, both as {@link System#nanoTime()} tells it. */
    @FunctionalInterface
    private interface Course {
        Part run(int client, Request request, long begin, long end) throws Exception;
    }

    /** Lets clients send requests, each one after another, until the time is over. */
    static Load during(Duration time, int clients, IntFunction<Request> client) {
        return run(time, clients, client, (number, request, begin, end) -> send(request, end));
    }

    /**
     * Sends requests at a steady rate, whether or not those before have been answered in time: a latency counts from
     * when the request was due, so that a slow answer is not made up for by asking later.
     *
     * @param perSecond requests of all clients together
     */
    static Load paced(Duration time, int clients, double perSecond, IntFunction<Request> client) {
        long interval = Math.round(1e9 * clients / perSecond);
        return run(time, clients, client, (number, request, begin, end) -> {
            long units = 0;
            List<Long> nanos = new ArrayList<>();
            long due = begin + interval * number / clients;
            while (due < end) {
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                units += request.send();
                nanos.add(System.nanoTime() - due);
                due += interval;
            }
            return new Part(units, nanos);
        });
    }

    private static Load run(Duration time, int clients, IntFunction<Request> client, Course course) {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
            List<Future<Part>> parts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                Request request = client.apply(i);
                parts.add(executor.submit(() -> course.run(number, request, begin, end)));
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
