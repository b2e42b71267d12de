package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentCodingTest {

    private static final int MOST = 1 << 20;

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static int statusOf(String coding) {
        try {
            ContentCoding.of(coding);
            return 200;
        } catch (ProblemException e) {
            return e.type().status();
        }
    }

    private static void assertRefused(byte[] body, int status) {
        assertThatThrownBy(() -> ContentCoding.GZIP.decoded(body, MOST))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().status()).isEqualTo(status));
    }

    @Test
    void gzipAndNothingAreKnown() {
        assertThat(ContentCoding.of(null)).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.of("Identity")).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.of(" GZIP ")).isEqualTo(ContentCoding.GZIP);
        assertThat(ContentCoding.of("x-gzip")).isEqualTo(ContentCoding.GZIP);
        for (String other : List.of("br", "deflate", "zstd", "gzip, gzip", "gzip,", "utf-8")) {
            assertThat(statusOf(other)).as(other).isEqualTo(415);
        }
    }

    @Test
    void whatWasPackedComesOutAgain() throws IOException {
        byte[] random = new byte[300_000];
        new Random(7).nextBytes(random);
        for (byte[] plain : List.of(new byte[0], text("text"), new byte[200_000], random)) {
            assertThat(ContentCoding.GZIP.decoded(gzip(plain), MOST)).isEqualTo(plain);
            assertThat(ContentCoding.IDENTITY.decoded(plain, 1)).isSameAs(plain);
        }
    }

    @Test
    void membersAreReadOneBehindTheOther() throws IOException {
        byte[] members = joined(gzip(text("one ")), gzip(new byte[0]), gzip(text("two")));

        assertThat(ContentCoding.GZIP.decoded(members, MOST)).isEqualTo(text("one two"));
    }

    @Test
    void whatIsDamagedCutOffOrFollowedBySomethingIsRefused() throws IOException {
        byte[] good = gzip(text("some text that is packed"));
        assertRefused(new byte[0], 400);
        assertRefused(text("plain"), 400);
        assertRefused(joined(good, text("x")), 400);
        assertRefused(joined(good, new byte[8]), 400);
        assertRefused(joined(good, Arrays.copyOf(good, 2)), 400);
        for (int length = 1; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length), 400);
            assertRefused(joined(good, Arrays.copyOf(good, length)), 400);
        }
        for (int at = 12; at < good.length; at++) {
            byte[] damaged = joined(good, good);
            damaged[good.length + at] ^= 0x55;
            assertRefused(damaged, 400);
        }
    }

    @Test
    void headersMayHaveExtraFieldsNamesAndChecks() throws IOException {
        byte[] packed = gzip(text("text"));
        byte[] header = joined(
                new byte[] {0x1F, (byte) 0x8B, 8, 0x02 | 0x04 | 0x08 | 0x10, 0, 0, 0, 0, 0, 3, 3, 0, 'a', 'b', 'c'},
                text("file.ndjson\0"),
                text("comment\0"));
        CRC32 check = new CRC32();
        check.update(header);
        byte[] sum = {(byte) check.getValue(), (byte) (check.getValue() >> 8)};
        byte[] body = Arrays.copyOfRange(packed, 10, packed.length);

        assertThat(ContentCoding.GZIP.decoded(joined(header, sum, body), MOST)).isEqualTo(text("text"));
        sum[0] ^= 1;
        assertRefused(joined(header, sum, body), 400);
    }

    @Test
    void noMoreIsUnpackedThanTheBound() throws IOException {
        assertRefused(gzip(new byte[MOST + 1]), 413);
        assertThat(ContentCoding.GZIP.decoded(gzip(new byte[MOST]), MOST)).hasSize(MOST);
        assertRefused(joined(gzip(new byte[MOST]), gzip(new byte[1])), 413);
    }

    @Test
    void aStreamIsReadByteByByteAsWell() throws IOException {
        byte[] packed = joined(gzip(text("ab")), gzip(text("c")));
        InputStream trickling = new ByteArrayInputStream(packed) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };

        try (InputStream plain = ContentCoding.GZIP.decoded(trickling, MOST)) {
            assertThat(new int[] {plain.read(), plain.read(), plain.read(), plain.read()})
                    .containsExactly('a', 'b', 'c', -1);
        }
    }
}
