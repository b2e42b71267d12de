package io.enterprisemode.billing.metering;

import io.enterprisemode.web.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes the coding of a body ({@code Content-Encoding}, RFC 9110, 8.4): gzip or none, and never into more than what may be sent plainly. */
final class ContentCoding {

    static final String HEADER = "Content-Encoding";

    private static final int STEP = 16 * 1024;

    private ContentCoding() {}

    /**
     * The body as it was before it was coded.
     *
     * @param coding value of the header
     * @param most the largest result in bytes
     */
    static byte[] plain(@Nullable String coding, byte[] body, long most) {
        String name = coding == null ? "identity" : coding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> inflated(body, most);
            default -> throw ProblemType.UNSUPPORTED_MEDIA_TYPE.with("The only content encoding is gzip.");
        };
    }

    private static byte[] inflated(byte[] body, long most) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.max(STEP, body.length * 4));
        byte[] step = new byte[STEP];
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body), STEP)) {
            for (int read = gzip.read(step); read >= 0; read = gzip.read(step)) {
                if (plain.size() + read > most) {
                    throw ProblemType.TOO_LARGE.with("The limit is " + most + " bytes when unpacked.");
                }
                plain.write(step, 0, read);
            }
        } catch (IOException e) {
            throw ProblemType.BAD_REQUEST.with("The body is not gzip, or it is cut off.");
        }
        return plain.toByteArray();
    }
}
