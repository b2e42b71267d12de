package io.enterprisemode.billing.ingest;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.StrictUtf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a stream of newline-delimited JSON; blank ones are passed over. Reading blocks. */
final class NdjsonLines {

    private static final int LONGEST = 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    /** The most bytes of lines that are handed out at once; the last line may go beyond it. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /**
     * A line.
     *
     * @param number from 1
     * @param text what is between two line feeds; null when it is not UTF-8
     */
    record Line(long number, @Nullable String text) {}

    /**
     * Lines that are handled together.
     *
     * @param last whether the stream has ended with them
     */
    record Chunk(List<Line> lines, boolean last) {

        Chunk {
            lines = List.copyOf(lines);
        }
    }

    private InputStream stream;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int until;
    private long number;

    NdjsonLines(InputStream stream) {
        this.stream = stream;
    }

    /**
     * The next lines: no more than asked for, and fewer where they are long.
     *
     * @throws IOException when the stream breaks off or a line is over 1 MiB
     */
    Chunk next(int count) throws IOException {
        List<Line> lines = new ArrayList<>();
        int bytes = 0;
        try {
            while (lines.size() < count && bytes < MOST_BYTES) {
                number++;
                byte[] text = line();
                if (text == null) {
                    return new Chunk(lines, true);
                }
                bytes += text.length;
                if (!isBlank(text)) {
                    lines.add(new Line(number, decoded(text)));
                }
            }
        } catch (IOException | ProblemException e) {
            if (lines.isEmpty()) {
                throw e;
            }
            // What was read before is handled first; the stream fails here again.
            number--;
            stream = new BrokenStream(e);
            from = until;
        }
        return new Chunk(lines, false);
    }

    /** The number of the line that was read last, or cannot be read. */
    long at() {
        return number;
    }

    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(256);
        boolean any = false;
        while (fill()) {
            any = true;
            int end = from;
            while (end < until && buffer[end] != '\n') {
                end++;
            }
            text.write(buffer, from, end - from);
            if (text.size() > LONGEST) {
                throw new LineTooLong();
            }
            from = end;
            if (end < until) {
                from++;
                break;
            }
        }
        return any ? text.toByteArray() : null;
    }

    /** Fails for the reason for which another stream has failed. */
    private static final class BrokenStream extends InputStream {

        private final Exception failure;

        private BrokenStream(Exception failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            switch (failure) {
                case IOException broken -> throw broken;
                case RuntimeException refused -> throw refused;
                default -> throw new IOException(failure);
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return read();
        }
    }

    /** A line is over 1 MiB. */
    static final class LineTooLong extends IOException {

        LineTooLong() {
            super("a line is over 1 MiB");
        }
    }

    private boolean fill() throws IOException {
        if (from == until) {
            from = 0;
            until = Math.max(0, stream.read(buffer));
        }
        return from < until;
    }

    private static @Nullable String decoded(byte[] text) {
        return StrictUtf8.decode(text).orElse(null);
    }

    private static boolean isBlank(byte[] text) {
        for (byte each : text) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
