package io.enterprisemode.teams.authzen;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.teams.authzen.Entities.Action;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Entities.Subject;
import io.enterprisemode.web.problem.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What entities of AuthZEN mean here: subjects are principals, actions permissions, resources nodes. A missing part is
 * an error of the request. A part of the right form that is unknown here leads to a denial.
 *
 * @param path JSON pointer of the request the entities stand in, empty for the top
 */
record Resolution(String path) {

    static final Resolution TOP = new Resolution("");

    /** A principal of a kind. */
    record Who(PrincipalKind kind, UUID id) {}

    /** A node of a type. */
    record Where(NodeType type, UUID id) {}

    /** The principal; empty when there can be none of that type or id. */
    Optional<Who> who(@Nullable Subject subject) {
        Optional<PrincipalKind> kind = kind(subject);
        Optional<UUID> id =
                uuid(required("/subject/id", required("/subject", subject).id()));
        return kind.flatMap(known -> id.map(given -> new Who(known, given)));
    }

    /** The kind of principals; empty for a type that is unknown here. */
    Optional<PrincipalKind> kind(@Nullable Subject subject) {
        return ofCode(
                PrincipalKind.values(),
                required("/subject/type", required("/subject", subject).type()));
    }

    /** The permission; empty for an unknown one. */
    Optional<Permission> what(@Nullable Action action) {
        return Permission.fromCode(
                required("/action/name", required("/action", action).name()));
    }

    /** The node; empty when there can be none of that type or id. */
    Optional<Where> where(@Nullable Resource resource) {
        Optional<NodeType> type = type(resource);
        Optional<UUID> id =
                uuid(required("/resource/id", required("/resource", resource).id()));
        return type.flatMap(known -> id.map(given -> new Where(known, given)));
    }

    /** The type of nodes; empty for one that is unknown here. */
    Optional<NodeType> type(@Nullable Resource resource) {
        return ofCode(
                NodeType.values(),
                required("/resource/type", required("/resource", resource).type()));
    }

    /** The name of a kind of principals or of a type of nodes in AuthZEN. */
    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> Optional<E> ofCode(E[] values, String code) {
        return Arrays.stream(values).filter(value -> code(value).equals(code)).findFirst();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private <T> T required(String pointer, @Nullable T value) {
        if (value == null) {
            throw ProblemException.invalid(path + pointer, "must be given");
        }
        return value;
    }
}
