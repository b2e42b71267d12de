package io.enterprisemode.web.request;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip (RFC 1952): all members, one behind the other, and nothing else. The JDK's stream ends silently where a
 * later member is damaged or something follows the last one; here that is a failure, as what comes after it would be
 * lost.
 */
final class GunzipStream extends InputStream {

    private static final int BUFFER = 16 * 1024;
    private static final int FIRST_MAGIC = 0x1F;
    private static final int SECOND_MAGIC = 0x8B;
    private static final int DEFLATE = 8;
    private static final int CHECKED = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xE0;
    private static final int TIME_FLAGS_AND_SYSTEM = 6;
    private static final int LOW_16 = 0xFFFF;
    private static final long LOW_32 = 0xFFFF_FFFFL;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[BUFFER];
    private final CRC32 check = new CRC32();
    private int from;
    private int until;
    private boolean inMember;
    private boolean any;

    GunzipStream(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (inMember || begin()) {
                int inflated = inflater.inflate(into, offset, length);
                if (inflated > 0) {
                    check.update(into, offset, inflated);
                    return inflated;
                }
                if (inflater.finished()) {
                    end();
                } else if (inflater.needsInput()) {
                    feed();
                } else {
                    throw new IOException("the data needs a dictionary");
                }
            }
            return -1;
        } catch (DataFormatException e) {
            throw new IOException("the data is damaged", e);
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }

    /** Reads the header of the next member; false when there is none. */
    private boolean begin() throws IOException {
        if (!fill()) {
            if (any) {
                return false;
            }
            throw new EOFException("there is nothing");
        }
        check.reset();
        if (next() != FIRST_MAGIC || next() != SECOND_MAGIC || next() != DEFLATE) {
            throw new IOException("a member does not begin as gzip does");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new IOException("a reserved flag is set");
        }
        skip(TIME_FLAGS_AND_SYSTEM);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << Byte.SIZE);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & CHECKED) != 0) {
            long computed = check.getValue() & LOW_16;
            if ((next() | next() << Byte.SIZE) != computed) {
                throw new IOException("the header is damaged");
            }
        }
        inflater.reset();
        check.reset();
        inMember = true;
        any = true;
        return true;
    }

    private void feed() throws IOException {
        if (!fill()) {
            throw new EOFException("a member is cut off");
        }
        inflater.setInput(buffer, from, until - from);
        from = until;
    }

    /** Compares what was inflated with what the end of the member says of it. */
    private void end() throws IOException {
        from = until - inflater.getRemaining();
        long computed = check.getValue();
        long size = inflater.getBytesWritten() & LOW_32;
        if (number() != computed || number() != size) {
            throw new IOException("a member is damaged");
        }
        inMember = false;
    }

    private long number() throws IOException {
        long low = next() | next() << Byte.SIZE;
        long high = next() | next() << Byte.SIZE;
        return low | high << Short.SIZE;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {}
    }

    private int next() throws IOException {
        if (!fill()) {
            throw new EOFException("a member is cut off");
        }
        int value = buffer[from++] & 0xFF;
        check.update(value);
        return value;
    }

    /** Whether there is another byte. */
    private boolean fill() throws IOException {
        if (from == until) {
            from = 0;
            until = Math.max(0, packed.read(buffer, 0, buffer.length));
        }
        return from < until;
    }
}
