package io.enterprisemode.teams.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.mutiny.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a mail server a letter is a file that every mail program opens. */
class MailsTest {

    @TempDir
    Path folder;

    @Test
    void aLetterIsAWholeFileInTheFolder() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Mails mails = new Mails(
                    mail -> {
                        throw new AssertionError("no mail server is asked");
                    },
                    configuration(folder.resolve("mail")),
                    vertx);

            mails.send(new Letter("mia@acme.example", "Grüße aus Köln", "Text äöü", "<p>Text äöü</p>"))
                    .await()
                    .atMost(Duration.ofSeconds(30));

            List<Path> files;
            try (Stream<Path> found = Files.list(folder.resolve("mail"))) {
                files = found.toList();
            }
            assertThat(files).singleElement().asString().endsWith(".eml");
            try (InputStream content = Files.newInputStream(files.getFirst())) {
                MimeMessage message = new MimeMessage(null, content);
                assertThat(message.getSubject()).isEqualTo("Grüße aus Köln");
                assertThat(message.getAllRecipients()[0]).hasToString("mia@acme.example");
                assertThat(message.getContentType()).startsWith("multipart/alternative");
            }
        } finally {
            vertx.closeAndAwait();
        }
    }

    @Test
    void aSubjectThatWouldBecomeAnotherHeaderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Letter("mia@acme.example", "Hello\r\nBcc: all@acme.example", "", ""));
    }

    private static MailConfiguration configuration(Path folder) {
        return new MailConfiguration() {
            @Override
            public Optional<String> folder() {
                return Optional.of(folder.toString());
            }

            @Override
            public String every() {
                return "1s";
            }

            @Override
            public String from() {
                return "Enterprise Mode <no-reply@localhost>";
            }
        };
    }
}
