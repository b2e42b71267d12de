package io.enterprisemode.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    private static final MerkleTree TREE = tree("acme", 70);
    private static final MerkleTree OTHER = tree("globex", 70);

    @Test
    void everyLeafOfEverySizeIsProvenAndNoOther() {
        for (int size = 1; size <= TREE.size(); size++) {
            for (int index = 0; index < size; index++) {
                List<MerkleHash> proof = TREE.inclusionProof(index, size);

                assertThat(verify(TREE.leaf(index), index, size, proof)).isTrue();
                assertThat(verify(OTHER.leaf(index), index, size, proof)).isFalse();
                assertThat(verify(TREE.leaf(index), index + 1, size, proof)).isFalse();
                assertThat(verify(TREE.leaf(index), index, size, longer(proof))).isFalse();
                assertThat(proof.isEmpty() || !verify(TREE.leaf(index), index, size, proof.subList(1, proof.size())))
                        .isTrue();
            }
        }
    }

    @Test
    void everyGrowthIsProvenAndNoRewriting() {
        for (int newSize = 2; newSize <= TREE.size(); newSize++) {
            for (int oldSize = 1; oldSize < newSize; oldSize++) {
                List<MerkleHash> proof = TREE.consistencyProof(oldSize, newSize);

                assertThat(verify(oldSize, newSize, TREE.root(oldSize), proof)).isTrue();
                assertThat(verify(oldSize, newSize, OTHER.root(oldSize), proof)).isFalse();
                assertThat(verify(oldSize, newSize, TREE.root(oldSize), longer(proof)))
                        .isFalse();
                assertThat(verify(oldSize, newSize, TREE.root(oldSize), proof.subList(0, proof.size() - 1)))
                        .isFalse();
            }
        }
    }

    @Test
    void aTreeIsConsistentWithItselfByAnEmptyProof() {
        assertThat(TREE.consistencyProof(70)).isEmpty();
        assertThat(verify(70, 70, TREE.root(), List.of()))
                .as("there is nothing to verify")
                .isFalse();
    }

    @Test
    void noSizeOrIndexBreaksTheVerification() {
        for (long odd : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            assertThat(verify(TREE.leaf(5), odd, 70, TREE.inclusionProof(5))).isFalse();
            assertThat(verify(TREE.leaf(5), 5, odd, TREE.inclusionProof(5))).isFalse();
            assertThat(MerkleVerification.verifyConsistency(odd, 70, TREE.root(), TREE.root(), List.of(TREE.root())))
                    .isFalse();
            assertThat(MerkleVerification.verifyConsistency(3, odd, TREE.root(), TREE.root(), List.of(TREE.root())))
                    .isFalse();
        }
    }

    @Test
    void aLeafIsNotTakenForANode() {
        byte[] children = new byte[2 * MerkleHash.LENGTH];
        System.arraycopy(TREE.leaf(0).bytes(), 0, children, 0, MerkleHash.LENGTH);
        System.arraycopy(TREE.leaf(1).bytes(), 0, children, MerkleHash.LENGTH, MerkleHash.LENGTH);

        assertThat(MerkleHash.ofLeaf(children)).isNotEqualTo(TREE.root(2));
    }

    @Test
    void proofsOfWhatIsNotThereAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TREE.inclusionProof(70));
        assertThatIllegalArgumentException().isThrownBy(() -> TREE.inclusionProof(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> TREE.consistencyProof(0));
        assertThatIllegalArgumentException().isThrownBy(() -> TREE.consistencyProof(71));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MerkleTree.of(List.of()).inclusionProof(0));
        assertThatIllegalArgumentException().isThrownBy(() -> MerkleHash.of(new byte[31]));
    }

    private static boolean verify(MerkleHash leaf, long index, long size, List<MerkleHash> proof) {
        MerkleHash root = size >= 0 && size <= TREE.size() ? TREE.root((int) size) : TREE.root();
        return MerkleVerification.verifyInclusion(leaf, index, size, proof, root);
    }

    private static boolean verify(int oldSize, int newSize, MerkleHash oldRoot, List<MerkleHash> proof) {
        return MerkleVerification.verifyConsistency(oldSize, newSize, oldRoot, TREE.root(newSize), proof);
    }

    private static List<MerkleHash> longer(List<MerkleHash> proof) {
        List<MerkleHash> longer = new ArrayList<>(proof);
        longer.add(TREE.root());
        return longer;
    }

    private static MerkleTree tree(String organization, int size) {
        return MerkleTree.of(IntStream.range(0, size)
                .mapToObj(i -> MerkleHash.ofLeaf((organization + i).getBytes(StandardCharsets.UTF_8)))
                .toList());
    }
}
