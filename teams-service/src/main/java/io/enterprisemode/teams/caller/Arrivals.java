package io.enterprisemode.teams.caller;

import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.domain.JustInTimeMembership;
import io.enterprisemode.teams.scim.ProvisionedUser;
import io.enterprisemode.teams.scim.ProvisionedUsers;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Makes people members when they sign in: those an organization has provisioned, and those with an address of its
 * verified domain.
 */
@ApplicationScoped
class Arrivals {

    private final CurrentIdentityAssociation identities;
    private final ProvisionedUsers provisioned;
    private final JustInTimeMembership justInTime;

    Arrivals(CurrentIdentityAssociation identities, ProvisionedUsers provisioned, JustInTimeMembership justInTime) {
        this.identities = identities;
        this.provisioned = provisioned;
        this.justInTime = justInTime;
    }

    /**
     * Has no effect on programs, on people without a verified address (unless they are found by external id), and on
     * later sign-ins. A person who is not admitted, for example because of a limit of the plan, still gets the answer
     * of the request.
     *
     * @return whether memberships may have changed
     */
    Uni<Boolean> admit(Origin origin) {
        return origin.caller().kind() == Caller.Kind.USER
                ? identities.getDeferredIdentity().map(Arrivals::verifiedEmail).chain(email -> admit(origin, email))
                : Uni.createFrom().item(false);
    }

    /** The address that the identity provider has verified (OpenID Connect Core 1.0, section 5.1). */
    private static Optional<EmailAddress> verifiedEmail(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        Object verified = token.claim("email_verified").orElse(false);
        String email = token.getClaim("email");
        return email != null && String.valueOf(verified).equals("true") ? EmailAddress.parse(email) : Optional.empty();
    }

    private Uni<Boolean> admit(Origin origin, Optional<EmailAddress> email) {
        return provisioned
                .matching(origin.caller(), email)
                .chain(found -> admitted(origin, email, found)
                        .chain(admitted ->
                                provisioned.link(origin, email, found).map(linked -> admitted || linked)));
    }

    private Uni<Boolean> admitted(Origin origin, Optional<EmailAddress> email, List<ProvisionedUser> found) {
        return email.map(address -> justInTime.admit(
                        origin,
                        address,
                        inactiveIn(found),
                        tenant -> provisioned.isSwitchedOff(tenant, origin.caller(), address)))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    /** The organizations whose identity provider has deactivated the person: their domains do not admit them. */
    private static Set<UUID> inactiveIn(List<ProvisionedUser> found) {
        return found.stream()
                .filter(user -> !user.active())
                .map(ProvisionedUser::organizationId)
                .collect(Collectors.toUnmodifiableSet());
    }
}
