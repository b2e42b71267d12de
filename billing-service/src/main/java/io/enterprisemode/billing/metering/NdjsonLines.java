package io.enterprisemode.billing.metering;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a stream of newline-delimited JSON; blank ones are passed over. Reading blocks. */
final class NdjsonLines {

    private static final int LONGEST = 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    /**
     * A line.
     *
     * @param number from 1
     * @param text what is between two line feeds; null when it is not UTF-8
     */
    record Line(long number, @Nullable String text) {}

    private final InputStream stream;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int until;
    private long number;

    NdjsonLines(InputStream stream) {
        this.stream = stream;
    }

    /**
     * The next lines, fewer than asked for only at the end.
     *
     * @throws IOException when the stream breaks off or a line is over 1 MiB
     */
    List<Line> next(int count) throws IOException {
        List<Line> lines = new ArrayList<>(count);
        while (lines.size() < count) {
            byte[] text = line();
            if (text == null) {
                break;
            }
            number++;
            if (!isBlank(text)) {
                lines.add(new Line(number, decoded(text)));
            }
        }
        return lines;
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
                throw new IOException("a line is over 1 MiB");
            }
            from = end;
            if (end < until) {
                from++;
                break;
            }
        }
        return any ? text.toByteArray() : null;
    }

    private boolean fill() throws IOException {
        if (from == until) {
            from = 0;
            until = Math.max(0, stream.read(buffer));
        }
        return from < until;
    }

    private static @Nullable String decoded(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
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
