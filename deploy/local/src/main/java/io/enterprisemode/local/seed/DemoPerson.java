package io.enterprisemode.local.seed;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.local.identity.DemoUser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody of Acme who joins by invitation.
 *
 * @param subject the subject of the person's tokens
 * @param team where the role holds; null: in the whole organization
 */
record DemoPerson(
        String subject, String name, Role role, @Nullable String team) {

    static final List<DemoPerson> OF_ACME = List.of(
            new DemoPerson("adam", "Adam Admin", Role.ADMIN, null),
            new DemoPerson("mia", "Mia Member", Role.MEMBER, null),
            new DemoPerson("vera", "Vera Viewer", Role.VIEWER, null),
            new DemoPerson("ben", "Ben Baker", Role.ADMIN, "Marketing"),
            new DemoPerson("chloe", "Chloé Chevalier", Role.MEMBER, "Marketing"),
            new DemoPerson("dario", "Dario Díaz", Role.MEMBER, "Marketing"),
            new DemoPerson("ella", "Ella Eriksen", Role.ADMIN, "Product"),
            new DemoPerson("farid", "Farid Farouk", Role.MEMBER, "Product"),
            new DemoPerson("grace", "Grace Green", Role.MEMBER, "Product"),
            new DemoPerson("hugo", "Hugo Haas", Role.MEMBER, "Customer Success"),
            new DemoPerson("ines", "Inês Inácio", Role.VIEWER, "Customer Success"));

    String email() {
        return subject.toLowerCase(Locale.ROOT) + "@acme.example";
    }

    /** The person's sign-in, when there is one. */
    Optional<DemoUser> user() {
        return DemoUser.named(subject);
    }
}
