package io.enterprisemode.audit.proof;

import java.util.Iterator;
import java.util.List;

/**
 * Checks proofs with nothing but the roots (RFC 9162 sections 2.1.3.2 and 2.1.4.2). A malformed proof is not valid;
 * nothing is thrown.
 */
public final class MerkleVerification {

    private MerkleVerification() {}

    /** Whether the proof shows that the leaf is at the index of the tree of this size and root. */
    public static boolean verifyInclusion(
            MerkleHash leafHash, long index, long size, List<MerkleHash> proof, MerkleHash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long position = index;
        long last = size - 1;
        MerkleHash hash = leafHash;
        for (MerkleHash sibling : proof) {
            if (last == 0) {
                return false;
            }
            if (isOdd(position) || position == last) {
                hash = MerkleHash.ofNode(sibling, hash);
                while (!isOdd(position) && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleHash.ofNode(hash, sibling);
            }
            position >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether the proof shows that the new tree is the old one with leaves appended; 0 < oldSize < newSize. */
    public static boolean verifyConsistency(
            long oldSize, long newSize, MerkleHash oldRoot, MerkleHash newRoot, List<MerkleHash> proof) {
        if (oldSize <= 0 || oldSize >= newSize || proof.isEmpty()) {
            return false;
        }
        long position = oldSize - 1;
        long last = newSize - 1;
        while (isOdd(position)) {
            position >>= 1;
            last >>= 1;
        }
        Iterator<MerkleHash> path = proof.iterator();
        // where the old tree is a full subtree of the new one, its root is not part of the proof
        MerkleHash oldHash = Long.bitCount(oldSize) == 1 ? oldRoot : path.next();
        MerkleHash newHash = oldHash;
        while (path.hasNext()) {
            MerkleHash sibling = path.next();
            if (last == 0) {
                return false;
            }
            if (isOdd(position) || position == last) {
                oldHash = MerkleHash.ofNode(sibling, oldHash);
                newHash = MerkleHash.ofNode(sibling, newHash);
                while (!isOdd(position) && position != 0) {
                    position >>= 1;
                    last >>= 1;
                }
            } else {
                newHash = MerkleHash.ofNode(newHash, sibling);
            }
            position >>= 1;
            last >>= 1;
        }
        return last == 0 && oldHash.equals(oldRoot) && newHash.equals(newRoot);
    }

    private static boolean isOdd(long value) {
        return (value & 1) == 1;
    }
}
