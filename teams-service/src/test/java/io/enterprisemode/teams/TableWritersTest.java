package io.enterprisemode.teams;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.TableWriters;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Who may write which tables. That {@code structure} writes nearly all of them is the deletion of an organization,
 * which removes everything in one transaction.
 */
class TableWritersTest {

    private static final List<Permission> PERMISSIONS = List.of(
            Permission.of("organization", "the nodes of the structure are changed under their locks", "structure"),
            Permission.of("team", "the nodes of the structure are changed under their locks", "structure"),
            Permission.of("workspace", "the nodes of the structure are changed under their locks", "structure"),
            Permission.of(
                    "principal",
                    "memberships make and end people; a request refreshes name and address; deletion",
                    "membership",
                    "caller",
                    "structure"),
            Permission.of(
                    "role_assignment",
                    "roles are given and taken by memberships only; deletion",
                    "membership",
                    "structure"),
            Permission.of(
                    "invitation", "invitations and the mailer that sends them; deletion", "invitation", "structure"),
            Permission.of("api_key", "keys and the record of their use; deletion", "apikey", "structure"),
            Permission.of(
                    "mail_record",
                    "the allowance of mail counts it and drops what is old; deletion",
                    "allowance",
                    "structure"),
            Permission.of(
                    "organization_founding",
                    "the allowance of foundings counts it and drops what is old; deletion",
                    "allowance",
                    "structure"),
            Permission.of(
                    "organization_domain", "claims and their verification by DNS; deletion", "domain", "structure"),
            Permission.of(
                    "scim_user", "the provisioning of the organization's directory; deletion", "scim", "structure"),
            Permission.of("scim_user_email", "written with its user; deletion cascades from it", "scim"),
            Permission.of("scim_group", "the provisioning of the organization's directory; deletion cascades", "scim"),
            Permission.of("scim_group_member", "written with its group; deletion cascades", "scim"),
            Permission.of("seat_limit", "kept of billing's subscription events; deletion", "seat", "structure"),
            Permission.of("subscription_limit", "kept of billing's subscription events; deletion", "seat", "structure"),
            Permission.of(
                    "idempotency_key",
                    "deletion removes the answers kept for the organization's callers",
                    "structure"));

    @Test
    void onlyThoseWithPermissionWriteATable() {
        assertThat(TableWriters.violations("io.enterprisemode.teams", "db/migration", Set.of("db/kernel"), PERMISSIONS))
                .isEmpty();
    }
}
