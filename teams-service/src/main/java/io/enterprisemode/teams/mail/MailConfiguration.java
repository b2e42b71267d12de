package io.enterprisemode.teams.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.Optional;

/** Where e-mail goes. */
@ConfigMapping(prefix = "enterprise.mail")
public interface MailConfiguration {

    /**
     * A folder into which e-mails are written as {@code .eml} files instead of sending them: for a run without a mail
     * server.
     */
    Optional<String> folder();

    /** The mail server. */
    @WithDefault("localhost")
    String host();

    /** Its port. */
    @WithDefault("25")
    int port();

    /** The user name at the mail server. */
    Optional<String> username();

    /** The password for it. */
    Optional<String> password();

    /** Whether the connection is encrypted from its beginning. */
    @WithDefault("false")
    boolean tls();

    /** Whether it is encrypted after a greeting in the clear. */
    @WithDefault("OPTIONAL")
    StartTLSOptions startTls();

    /** How long the mail server may take for one letter, and how long it may say nothing. */
    @WithDefault("PT8S")
    Duration deadline();

    /** How often the job that sends due e-mails runs; {@code off}: never. */
    @WithDefault("1s")
    String every();

    /** The sender of every e-mail. */
    @WithDefault("Enterprise Mode <no-reply@localhost>")
    String from();
}
