package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.web.request.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a principal is outside of any organization.
 *
 * @param issuer who vouches for the subject
 * @param name to show; null when not known
 * @param email null when not known
 */
public record Identity(
        UUID principalId,
        PrincipalKind kind,
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email) {

    /** The issuer of the service accounts of API keys. */
    public static final String API_KEY_ISSUER = "urn:enterprisemode:apikeys";

    /** The caller of a request, by token; API keys act for accounts that are known already. */
    public static Identity of(Caller caller) {
        PrincipalKind kind =
                switch (caller.kind()) {
                    case USER -> PrincipalKind.USER;
                    case SERVICE_ACCOUNT, API_KEY -> PrincipalKind.SERVICE_ACCOUNT;
                };
        return new Identity(
                caller.principalId(), kind, caller.issuer(), caller.subject(), caller.name(), caller.email());
    }

    /** A program that is known by a name only. */
    public static Identity serviceAccount(String issuer, String subject, String name) {
        return new Identity(
                PrincipalId.of(issuer, subject), PrincipalKind.SERVICE_ACCOUNT, issuer, subject, name, null);
    }
}
