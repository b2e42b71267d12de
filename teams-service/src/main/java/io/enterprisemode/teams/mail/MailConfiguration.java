package io.enterprisemode.teams.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where e-mail goes. The mail server itself is configured as {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "enterprise.mail")
public interface MailConfiguration {

    /** A folder into which e-mails are written as {@code .eml} files instead of sending them: for a run without a mail server. */
    Optional<String> folder();

    /** How often is looked for e-mails to send; {@code off}: never. */
    @WithDefault("1s")
    String every();

    /** The sender of every e-mail. */
    @WithDefault("Enterprise Mode <no-reply@localhost>")
    String from();
}
