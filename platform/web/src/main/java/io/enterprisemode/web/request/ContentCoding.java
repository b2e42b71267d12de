package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The codings that bodies of requests may have ({@code Content-Encoding}, RFC 9110, 8.4), and how each is undone: never
 * into more than a bound, and to its very end.
 */
public enum ContentCoding {
    IDENTITY {
        @Override
        InputStream decoder(InputStream body) {
            return body;
        }
    },
    GZIP {
        @Override
        InputStream decoder(InputStream body) {
            return new GunzipStream(body);
        }
    };

    public static final String HEADER = "Content-Encoding";

    /**
     * The coding of a body.
     *
     * @param value of the header; null: there is none
     * @throws ProblemException 415 when it is no known one, or several
     */
    public static ContentCoding of(@Nullable String value) {
        String name = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            default -> throw unsupported(GZIP);
        };
    }

    /** A 415 that names what could be sent instead. */
    static ProblemException unsupported(ContentCoding instead) {
        return ProblemType.UNSUPPORTED_MEDIA_TYPE.with(
                instead == GZIP
                        ? "The only content encoding here is gzip."
                        : "Bodies are taken without content encoding here.");
    }

    /**
     * The body as it was before it was coded.
     *
     * @param most the largest result in bytes
     * @throws ProblemException 413 when it is larger, 400 when it is damaged, cut off, or something follows it
     */
    public byte[] decoded(byte[] body, long most) {
        if (this == IDENTITY) {
            return body;
        }
        try (InputStream plain = decoded(new ByteArrayInputStream(body), most)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw ProblemType.BAD_REQUEST.with(
                    "The body is not gzip, it is cut off or damaged, or something follows it.");
        }
    }

    /**
     * The same as a stream, which fails with {@link IOException} where a body is 400, and with the 413 where it is
     * larger.
     */
    public InputStream decoded(InputStream body, long most) {
        return this == IDENTITY ? body : new BoundedStream(decoder(body), most);
    }

    abstract InputStream decoder(InputStream body);

    /** Gives out so many bytes and no more. */
    private static final class BoundedStream extends InputStream {

        private final InputStream stream;
        private final long most;
        private long given;

        private BoundedStream(InputStream stream, long most) {
            this.stream = stream;
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = stream.read(into, offset, length);
            given += Math.max(0, read);
            if (given > most) {
                throw ProblemType.TOO_LARGE.with("The limit is " + most + " bytes when unpacked.");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
