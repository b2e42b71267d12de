package io.enterprisemode.teams.allowance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much may be done in a time. A quota of 0 is no limit. */
@ConfigMapping(prefix = "enterprise.allowances")
public interface AllowanceConfiguration {

    /** E-mails that people of one organization may have sent to one recipient: invitations, also sent once more. */
    @WithDefault("5")
    int mailsToRecipientQuota();

    /** In how long. */
    @WithDefault("PT1H")
    Duration mailsToRecipientWindow();

    /** E-mails that people of one organization may have sent to anybody. */
    @WithDefault("500")
    int mailsOfOrganizationQuota();

    /** In how long. */
    @WithDefault("PT24H")
    Duration mailsOfOrganizationWindow();

    /** E-mails that one recipient gets of all organizations together; what is beyond waits. */
    @WithDefault("20")
    int mailsReceivedQuota();

    /** In how long. */
    @WithDefault("PT24H")
    Duration mailsReceivedWindow();

    /** Organizations that one person may found. */
    @WithDefault("100")
    int organizationsQuota();

    /** In how long. */
    @WithDefault("PT24H")
    Duration organizationsWindow();
}
