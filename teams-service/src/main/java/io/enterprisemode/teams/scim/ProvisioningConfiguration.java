package io.enterprisemode.teams.scim;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How provisioned users and people who sign in are told to be the same. */
@ConfigMapping(prefix = "enterprise.scim")
public interface ProvisioningConfiguration {

    /**
     * Issuer of tokens whose {@code sub} is the {@code externalId} of provisioned users. Such a user is linked without
     * a verified address, so name it only where all organizations of the installation may be trusted with it: any of
     * them could provision any subject.
     */
    Optional<String> externalIdIssuer();
}
