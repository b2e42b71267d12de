package io.enterprisemode.teams.mail;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;

/** Hands letters over to the mail server, or writes them into a folder. Whoever calls repeats what fails: a letter may arrive twice, never not at all. */
@ApplicationScoped
public class Mails {

    private static final String HOST_OF_FILES = "localhost";

    private final ReactiveMailer mailer;
    private final MailConfiguration configuration;
    private final Vertx vertx;

    Mails(ReactiveMailer mailer, MailConfiguration configuration, Vertx vertx) {
        this.mailer = mailer;
        this.configuration = configuration;
        this.vertx = vertx;
    }

    /** Succeeds when the mail server has taken the letter, or when its file is complete. */
    public Uni<Void> send(Letter letter) {
        return configuration
                .folder()
                .map(folder -> write(Path.of(folder), letter))
                .orElseGet(() -> mailer.send(Mail.withText(letter.to(), letter.subject(), letter.text())
                        .setHtml(letter.html())
                        .setFrom(configuration.from())));
    }

    private Uni<Void> write(Path folder, Letter letter) {
        MailMessage message = new MailMessage()
                .setFrom(configuration.from())
                .setTo(List.of(letter.to()))
                .setSubject(letter.subject())
                .setText(letter.text())
                .setHtml(letter.html());
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
}
