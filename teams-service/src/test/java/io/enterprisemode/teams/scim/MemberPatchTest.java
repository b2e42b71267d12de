package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MemberPatchTest {

    private static final UUID ANNA = UUID.fromString("0190a8b2-7c3d-7000-8000-0000000000a1");
    private static final UUID BEN = UUID.fromString("0190a8b2-7c3d-7000-8000-0000000000b2");
    private static final UUID CLEO = UUID.fromString("0190a8b2-7c3d-7000-8000-0000000000c3");

    private final ObjectNode resource = JsonNodeFactory.instance.objectNode().put("displayName", "Tours");

    private static PatchRequest request(String operations) {
        try {
            return PatchRequest.read(new ObjectMapper()
                    .readTree("{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"], \"Operations\": ["
                            + operations.replace('\'', '"').replace("~", "\\\"") + "]}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(operations, e);
        }
    }

    /** Of Anna and Ben, those who are left; single quotes stand for double ones, tildes for escaped ones. */
    private Set<UUID> left(String operations) {
        Map<UUID, String> members = new LinkedHashMap<>();
        members.put(ANNA, "anna@acme.example");
        members.put(BEN, "Βενιαμίς");
        MemberPatch patch = new MemberPatch(members);
        request(operations).operations().forEach(operation -> patch.apply(resource, operation));
        return patch.members();
    }

    private void assertRefused(ProblemType expected, String operations) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> left(operations))
                .satisfies(e -> assertThat(e.type()).as(operations).isEqualTo(expected));
    }

    @Test
    void membersComeAndGo() {
        assertThat(left("{'op': 'add', 'path': 'members', 'value': [{'value': '" + CLEO + "', 'display': 'C'}]}"))
                .containsExactly(ANNA, BEN, CLEO);
        assertThat(left("{'op': 'Add', 'path': 'MEMBERS', 'value': {'value': '" + ANNA + "'}}"))
                .containsExactly(ANNA, BEN);
        assertThat(left("{'op': 'replace', 'value': {'displayName': 'Journeys', 'members': [{'value': '" + CLEO
                        + "'}, {'value': '" + BEN + "'}]}}"))
                .containsExactly(BEN, CLEO);
        assertThat(resource.path("displayName").asText()).isEqualTo("Journeys");
        assertThat(left("{'op': 'remove', 'path': 'members'}")).isEmpty();
        assertThat(left("{'op': 'remove', 'path': 'urn:ietf:params:scim:schemas:core:2.0:Group:members', 'value': ['"
                        + ANNA + "']}"))
                .containsExactly(BEN);
    }

    @Test
    void membersAreComparedAsIds() {
        String upper = ANNA.toString().toUpperCase(Locale.ROOT);

        assertThat(left("{'op': 'remove', 'path': 'members[value eq ~" + upper + "~]'}"))
                .containsExactly(BEN);
        assertThat(left("{'op': 'remove', 'path': 'members', 'value': [{'value': '" + upper + "'}]}"))
                .containsExactly(BEN);
        assertThat(left("{'op': 'remove', 'path': 'members[value ne ~" + upper + "~]'}"))
                .containsExactly(ANNA);
        assertThat(left("{'op': 'remove', 'path': 'members[$ref eq ~https://x.example/scim/v2/Users/" + upper + "~]'}"))
                .containsExactly(BEN);
    }

    @Test
    void membersArePickedByWhatIsShownOfThem() {
        assertThat(left("{'op': 'remove', 'path': 'members[type eq ~user~]'}")).isEmpty();
        assertThat(left("{'op': 'remove', 'path': 'members[type eq ~Group~]'}")).containsExactly(ANNA, BEN);
        assertThat(left("{'op': 'remove', 'path': 'members[display sw ~ANNA~]'}"))
                .containsExactly(BEN);
        assertThat(left("{'op': 'remove', 'path': 'members[display eq ~ΒΕΝΙΑΜΊΣ~]'}"))
                .containsExactly(ANNA);
        assertThat(MemberPatch.needsNames(request("{'op': 'remove', 'path': 'members[display eq ~a~]'}")))
                .isTrue();
        assertThat(MemberPatch.needsNames(request("{'op': 'replace', 'path': 'displayName', 'value': 'a'}")))
                .isFalse();
    }

    @Test
    void onlyWhatIsAPathIsLookedAtForNames() {
        for (String path : List.of(
                "members[display",
                "members[display eq ~a~] or",
                "display[members eq ~a~]",
                "members[value eq ~display~]")) {
            assertThat(MemberPatch.needsNames(request("{'op': 'remove', 'path': '" + path + "'}")))
                    .as(path)
                    .isFalse();
        }
        for (String filter : List.of("type pr and display pr", "not (display eq ~a~)", "type pr or DISPLAY sw ~a~")) {
            assertThat(MemberPatch.needsNames(request("{'op': 'add', 'value': {'members[" + filter + "]': 1}}")))
                    .as(filter)
                    .isTrue();
        }
        String endless = "members[".repeat(PatchLimits.LONGEST_PATH);
        assertRefused(ScimProblems.INVALID_PATH, "{'op': 'remove', 'path': '" + endless + "'}");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused(ScimProblems.MUTABILITY, "{'op': 'remove', 'path': 'members.value'}");
        assertRefused(
                ScimProblems.MUTABILITY,
                "{'op': 'replace', 'path': 'members[value eq ~" + ANNA + "~].value', 'value': '" + CLEO + "'}");
        assertRefused(ScimProblems.INVALID_PATH, "{'op': 'remove', 'path': 'members.nothing'}");
        assertRefused(ScimProblems.INVALID_FILTER, "{'op': 'remove', 'path': 'members[value eq ~nobody~]'}");
        assertRefused(ScimProblems.INVALID_FILTER, "{'op': 'remove', 'path': 'members[value sw ~0190~]'}");
        assertRefused(ScimProblems.INVALID_FILTER, "{'op': 'remove', 'path': 'members[$ref eq ~/Users/1~]'}");
        assertRefused(ScimProblems.INVALID_FILTER, "{'op': 'remove', 'path': 'members[type eq 5]'}");
        assertRefused(ScimProblems.INVALID_PATH, "{'op': 'remove', 'path': 'members[nothing eq ~a~]'}");
        assertRefused(ScimProblems.INVALID_VALUE, "{'op': 'remove', 'path': 'members', 'value': [{'value': '1'}]}");
        assertRefused(
                ScimProblems.INVALID_VALUE,
                "{'op': 'add', 'path': 'members', 'value': [{'value': '" + CLEO + "', 'type': 'Group'}]}");
    }

    @Test
    void aHundredOperationsOnALargeGroupCostWhatTheyName() {
        Map<UUID, String> members = new LinkedHashMap<>();
        for (int i = 0; i < GroupMembers.MOST; i++) {
            members.put(new UUID(1, i), "");
        }
        StringBuilder operations = new StringBuilder();
        for (int i = 0; i < PatchRequest.MOST_OPERATIONS; i++) {
            operations
                    .append(i == 0 ? "" : ",")
                    .append("{'op': 'remove', 'path': 'members[value eq ~" + new UUID(1, i) + "~]'}");
        }
        MemberPatch patch = new MemberPatch(members);
        PatchRequest request = request(operations.toString());

        Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> request.operations().forEach(operation -> patch.apply(resource, operation)));

        assertThat(patch.members()).hasSize(GroupMembers.MOST - PatchRequest.MOST_OPERATIONS);
    }
}
