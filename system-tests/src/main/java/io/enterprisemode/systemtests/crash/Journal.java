package io.enterprisemode.systemtests.crash;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.SplittableRandom;

/**
 * What a producer has made and what of it was acknowledged; every answer is also a line of a file, for those who have
 * to find out what went wrong: when, from whom, which events.
 */
public final class Journal implements AutoCloseable {

    private final int producer;
    private final BitSet acknowledged = new BitSet();
    private final BufferedWriter file;
    private int made;
    private long resent;

    public Journal(int producer, Path folder) {
        this.producer = producer;
        try {
            Files.createDirectories(folder);
            this.file = Files.newBufferedWriter(folder.resolve("producer-" + producer + ".journal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The place of one event more. */
    public synchronized long make() {
        return UsageScript.place(producer, made++);
    }

    public synchronized int made() {
        return made;
    }

    public synchronized long resent() {
        return resent;
    }

    public synchronized int acknowledgedCount() {
        return acknowledged.cardinality();
    }

    public synchronized boolean isAcknowledged(int number) {
        return acknowledged.get(number);
    }

    /** Some event of this producer that was acknowledged before; -1 when there is none yet. */
    public synchronized long anyAcknowledged(SplittableRandom random) {
        int number = made == 0 ? -1 : acknowledged.previousSetBit(random.nextInt(made));
        return number < 0 ? -1 : UsageScript.place(producer, number);
    }

    /** Notes an event of this producer as acknowledged; it may have been before. */
    public synchronized void acknowledge(int number) {
        if (acknowledged.get(number)) {
            resent++;
        }
        acknowledged.set(number);
    }

    /** Writes down an answer or the lack of one. */
    public synchronized void note(String from, String what, Collection<Long> places) {
        StringBuilder line = new StringBuilder();
        line.append(Instant.now()).append('\t').append(from).append('\t').append(what);
        for (long place : places) {
            line.append(' ').append(UsageScript.producer(place)).append('-').append(UsageScript.number(place));
        }
        try {
            file.write(line.append('\n').toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
