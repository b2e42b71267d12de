package io.enterprisemode.teams.mail;

import com.github.f4b6a3.uuid.UuidCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.mail.MailClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends e-mails to the mail server, or writes them into a folder. The caller repeats a failed e-mail, so an e-mail may
 * arrive twice but is not lost.
 *
 * <p>The client is created here, not by quarkus-mailer. That one has no timeout and keeps connections on which the
 * server does not answer open for ever, so that after ten of them no e-mail is sent any more.
 */
@ApplicationScoped
public class Mails {

    /** How many letters may be under way at once: each has a connection. */
    public static final int AT_ONCE = 10;

    private static final String HOST_OF_FILES = "localhost";

    private final MailClient server;
    private final MailConfiguration configuration;
    private final Vertx vertx;

    Mails(MailConfiguration configuration, Vertx vertx) {
        Duration deadline = configuration.deadline();
        if (!deadline.isPositive() || deadline.compareTo(RetryRules.pauseAfter(1)) >= 0) {
            throw new IllegalArgumentException("enterprise.mail.deadline must be less than " + RetryRules.pauseAfter(1)
                    + ", after which a letter is sent again: " + deadline);
        }
        this.configuration = configuration;
        this.vertx = vertx;
        this.server = MailClient.create(vertx, settings(configuration));
    }

    private static MailConfig settings(MailConfiguration configuration) {
        int deadline = Math.toIntExact(configuration.deadline().toMillis());
        MailConfig settings = new MailConfig(configuration.host(), configuration.port())
                .setSsl(configuration.tls())
                .setStarttls(configuration.startTls())
                .setMaxPoolSize(AT_ONCE)
                .setConnectTimeout(deadline)
                .setIdleTimeout(deadline)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        configuration.username().ifPresent(settings::setUsername);
        configuration.password().ifPresent(settings::setPassword);
        return settings;
    }

    /**
     * Succeeds when the mail server has taken the letter, or when its file is complete; fails when that has not
     * happened within {@link MailConfiguration#deadline()}.
     */
    public Uni<Void> send(EmailMessage letter) {
        MailMessage message = new MailMessage()
                .setFrom(configuration.from())
                .setTo(List.of(letter.to()))
                .setSubject(letter.subject())
                .setText(letter.text())
                .setHtml(letter.html());
        Uni<Void> taken = configuration
                .folder()
                .map(folder -> write(Path.of(folder), message))
                .orElseGet(() -> server.sendMail(message).replaceWithVoid());
        return taken.ifNoItem()
                .after(configuration.deadline())
                .failWith(() -> new IllegalStateException(
                        "the mail server has not taken the letter within " + configuration.deadline()));
    }

    private Uni<Void> write(Path folder, MailMessage message) {
        String name = UuidCreator.getTimeOrderedEpoch().toString();
        String unfinished = folder.resolve(name + ".part").toString();
        Buffer content = Buffer.buffer(new MailEncoder(message, HOST_OF_FILES).encode());
        return vertx.fileSystem()
                .mkdirs(folder.toString())
                .chain(() -> vertx.fileSystem()
                        .writeFile(unfinished, io.vertx.mutiny.core.buffer.Buffer.newInstance(content)))
                .chain(() -> vertx.fileSystem()
                        .move(unfinished, folder.resolve(name + ".eml").toString()));
    }

    @PreDestroy
    void close() {
        server.closeAndForget();
    }
}
