package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.problem.ProblemException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One question, or up to a hundred in {@code checks}.
 *
 * @param permission of the one question
 * @param nodeId organization, team or workspace; the organization when left out
 * @param principalId who; the caller when left out
 * @param checks the questions of a batch; then nothing else may be given
 */
@Schema(examples = "{\"permission\": \"billing:read\"}")
record PermissionCheckRequest(
        @Nullable Permission permission,
        @Nullable UUID nodeId,
        @Nullable UUID principalId,
        @Size(min = 1, max = 100) @Nullable List<@Valid @NotNull PermissionQuestion> checks) {

    /** The questions in order. */
    List<PermissionQuestion> questions() {
        if (checks == null) {
            if (permission == null) {
                throw ProblemException.invalid("/permission", "must be given, or checks");
            }
            return List.of(new PermissionQuestion(permission, nodeId, principalId));
        }
        if (permission != null || nodeId != null || principalId != null) {
            throw ProblemException.invalid("/checks", "must be given alone");
        }
        return checks;
    }

    boolean asksSeveral() {
        return checks != null;
    }
}
