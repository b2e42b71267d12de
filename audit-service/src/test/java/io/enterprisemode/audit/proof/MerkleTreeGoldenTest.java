package io.enterprisemode.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MerkleTreeGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("merkle");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void treesAndProofsAreAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        Object actual =
                switch (golden.op()) {
                    case "tree" -> tree(input);
                    case "verifyInclusion" -> Map.of("valid", verifyInclusion(input));
                    case "verifyConsistency" -> Map.of("valid", verifyConsistency(input));
                    default -> throw new IllegalArgumentException(golden.op());
                };

        assertThat(GoldenCases.tree(actual)).isEqualTo(golden.expected());
    }

    private static Map<String, Object> tree(JsonNode input) {
        MerkleTree tree =
                MerkleTree.of(leaves(input).stream().map(MerkleHash::ofLeaf).toList());
        List<Object> inclusion = new ArrayList<>();
        input.path("inclusion")
                .forEach(index -> inclusion.add(Map.of(
                        "leafHash", tree.leaf(index.intValue()).hex(),
                        "proof", hex(tree.inclusionProof(index.intValue())))));
        List<Object> consistency = new ArrayList<>();
        input.path("consistency")
                .forEach(size -> consistency.add(Map.of(
                        "oldRoot", tree.root(size.intValue()).hex(),
                        "proof", hex(tree.consistencyProof(size.intValue())))));
        return Map.of("root", tree.root().hex(), "inclusion", inclusion, "consistency", consistency);
    }

    private static List<byte[]> leaves(JsonNode input) {
        if (input.has("leafCount")) {
            return IntStream.range(0, input.path("leafCount").intValue())
                    .mapToObj(i -> Integer.toString(i).getBytes(StandardCharsets.US_ASCII))
                    .toList();
        }
        List<byte[]> leaves = new ArrayList<>();
        input.path("leaves").forEach(leaf -> leaves.add(HexFormat.of().parseHex(leaf.asText())));
        return leaves;
    }

    private static boolean verifyInclusion(JsonNode input) {
        return MerkleVerification.verifyInclusion(
                hash(input.path("leafHash")),
                input.path("index").longValue(),
                input.path("size").longValue(),
                proof(input),
                hash(input.path("root")));
    }

    private static boolean verifyConsistency(JsonNode input) {
        return MerkleVerification.verifyConsistency(
                input.path("oldSize").longValue(),
                input.path("newSize").longValue(),
                hash(input.path("oldRoot")),
                hash(input.path("newRoot")),
                proof(input));
    }

    private static List<MerkleHash> proof(JsonNode input) {
        List<MerkleHash> proof = new ArrayList<>();
        input.path("proof").forEach(node -> proof.add(hash(node)));
        return proof;
    }

    private static MerkleHash hash(JsonNode node) {
        return MerkleHash.ofHex(node.asText());
    }

    private static List<String> hex(List<MerkleHash> hashes) {
        return hashes.stream().map(MerkleHash::hex).toList();
    }
}
