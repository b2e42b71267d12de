package io.enterprisemode.audit.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 hash in a Merkle tree (RFC 9162 section 2.1.1): leaves are hashed with the prefix 0x00, inner nodes with
 * 0x01.
 */
public final class MerkleHash {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] bytes;

    private MerkleHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The hash of these bytes.
     *
     * @throws IllegalArgumentException when they are not 32
     */
    public static MerkleHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new MerkleHash(bytes.clone());
    }

    /**
     * The hash of these hexadecimal digits.
     *
     * @throws IllegalArgumentException when they are not 64
     */
    public static MerkleHash ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** The root of the tree without leaves: the hash of nothing. */
    public static MerkleHash ofEmptyTree() {
        return new MerkleHash(sha256().digest());
    }

    /** The hash of a leaf with this content. */
    public static MerkleHash ofLeaf(byte[] content) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return new MerkleHash(digest.digest(content));
    }

    /** The hash of the node above these two. */
    public static MerkleHash ofNode(MerkleHash left, MerkleHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.bytes);
        return new MerkleHash(digest.digest(right.bytes));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerkleHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
