package io.enterprisemode.audit.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of an append-only log (RFC 9162 section 2.1). Proofs of a tree of n leaves take log n steps; sizes
 * are those of the log when somebody saw it.
 */
public final class MerkleTree {

    /** Level k holds the roots of all full subtrees of 2^k leaves; level 0 the leaves. */
    private final List<List<MerkleHash>> levels = new ArrayList<>();

    private MerkleTree(List<MerkleHash> leaves) {
        List<MerkleHash> level = List.copyOf(leaves);
        levels.add(level);
        while (level.size() > 1) {
            List<MerkleHash> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(MerkleHash.ofNode(level.get(i), level.get(i + 1)));
            }
            levels.add(above);
            level = above;
        }
    }

    /** The tree over leaves, given by their hashes. */
    public static MerkleTree of(List<MerkleHash> leafHashes) {
        return new MerkleTree(leafHashes);
    }

    /** How many leaves it has. */
    public int size() {
        return levels.getFirst().size();
    }

    /** The hash of a leaf. */
    public MerkleHash leaf(int index) {
        return levels.getFirst().get(index);
    }

    /** The root hash; that of nothing when there is no leaf. */
    public MerkleHash root() {
        return root(size());
    }

    /** The root hash when it had this many leaves: MTH(D[0:size]). */
    public MerkleHash root(int size) {
        checkRange(0, size, size());
        return size == 0 ? MerkleHash.ofEmptyTree() : subtree(0, size);
    }

    /** The proof that a leaf is in the tree, from the leaf upward: PATH(index, D[size]). */
    public List<MerkleHash> inclusionProof(int index) {
        return inclusionProof(index, size());
    }

    /** The proof that a leaf was in the tree when it had this many leaves. */
    public List<MerkleHash> inclusionProof(int index, int size) {
        checkRange(0, size, size());
        checkRange(0, index, size - 1);
        List<MerkleHash> proof = new ArrayList<>();
        path(index, 0, size, proof);
        return List.copyOf(proof);
    }

    /**
     * The proof that the tree only grew since it had this many leaves, at least one: PROOF(oldSize, D[size]); empty for
     * the same size.
     */
    public List<MerkleHash> consistencyProof(int oldSize) {
        return consistencyProof(oldSize, size());
    }

    /** The proof that the tree only grew between two sizes. */
    public List<MerkleHash> consistencyProof(int oldSize, int newSize) {
        checkRange(0, newSize, size());
        checkRange(1, oldSize, newSize);
        List<MerkleHash> proof = new ArrayList<>();
        subproof(oldSize, 0, newSize, true, proof);
        return List.copyOf(proof);
    }

    private void path(int index, int start, int end, List<MerkleHash> proof) {
        if (end - start == 1) {
            return;
        }
        int middle = start + largestPowerOfTwoBelow(end - start);
        if (index < middle) {
            path(index, start, middle, proof);
            proof.add(subtree(middle, end));
        } else {
            path(index, middle, end, proof);
            proof.add(subtree(start, middle));
        }
    }

    private void subproof(int oldEnd, int start, int end, boolean known, List<MerkleHash> proof) {
        if (oldEnd == end) {
            if (!known) {
                proof.add(subtree(start, end));
            }
            return;
        }
        int middle = start + largestPowerOfTwoBelow(end - start);
        if (oldEnd <= middle) {
            subproof(oldEnd, start, middle, known, proof);
            proof.add(subtree(middle, end));
        } else {
            subproof(oldEnd, middle, end, false, proof);
            proof.add(subtree(start, middle));
        }
    }

    /**
     * MTH(D[start:end]); start is a multiple of the power of two at or above the length, as it is in every recursion
     * from the root.
     */
    private MerkleHash subtree(int start, int end) {
        int length = end - start;
        if (Integer.bitCount(length) == 1) {
            int level = Integer.numberOfTrailingZeros(length);
            return levels.get(level).get(start >> level);
        }
        int middle = start + largestPowerOfTwoBelow(length);
        return MerkleHash.ofNode(subtree(start, middle), subtree(middle, end));
    }

    private static int largestPowerOfTwoBelow(int length) {
        return Integer.highestOneBit(length - 1);
    }

    private static void checkRange(int least, int value, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(value + " is not between " + least + " and " + most);
        }
    }
}
