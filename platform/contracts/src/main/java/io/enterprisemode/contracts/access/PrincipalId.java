package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.Sha256;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The identifier of a principal, computed from the token alone, so that no service has to ask another.
 *
 * <p>A version 8 UUID (RFC 9562 section 5.8): the first 16 bytes of SHA-256 over issuer, line feed, subject in UTF-8,
 * with the version and variant bits set.
 */
public final class PrincipalId {

    private static final long VERSION_MASK = 0xFFFF_FFFF_FFFF_0FFFL;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private PrincipalId() {}

    /** The principal of an issuer's subject; neither may be blank. */
    public static UUID of(String issuer, String subject) {
        Require.text(issuer, "issuer");
        Require.text(subject, "subject");
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(issuer + "\n" + subject));
        return new UUID((hash.getLong() & VERSION_MASK) | VERSION_8, (hash.getLong() & VARIANT_MASK) | VARIANT);
    }
}
