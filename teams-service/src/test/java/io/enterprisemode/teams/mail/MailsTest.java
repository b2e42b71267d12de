package io.enterprisemode.teams.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.mutiny.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without a mail server a letter is a file that every mail program opens; a mail server that says nothing is given up.
 */
class MailsTest {

    private static final int PATIENCE_MILLIS = 30_000;

    @TempDir
    Path folder;

    @Test
    void aLetterIsAWholeFileInTheFolder() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Mails mails =
                    new Mails(configuration(Optional.of(folder.resolve("mail")), 1, Duration.ofSeconds(8)), vertx);

            mails.send(new EmailMessage("mia@acme.example", "Grüße aus Köln", "Text äöü", "<p>Text äöü</p>"))
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
                .isThrownBy(() -> new EmailMessage("mia@acme.example", "Hello\r\nBcc: all@acme.example", "", ""));
    }

    @Test
    void aServerThatSaysNothingIsGivenUpAndItsConnectionsAreClosed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket silent = new ServerSocket(0)) {
            silent.setSoTimeout(PATIENCE_MILLIS);
            Mails mails =
                    new Mails(configuration(Optional.empty(), silent.getLocalPort(), Duration.ofSeconds(1)), vertx);
            List<CompletableFuture<Void>> letters = new ArrayList<>();
            for (int i = 0; i < Mails.AT_ONCE; i++) {
                letters.add(mails.send(new EmailMessage("mia@acme.example", "Hello", "Text", "<p>Text</p>"))
                        .subscribeAsCompletionStage());
            }

            for (int i = 0; i < Mails.AT_ONCE; i++) {
                try (Socket connection = silent.accept()) {
                    connection.setSoTimeout(PATIENCE_MILLIS);
                    assertThat(connection.getInputStream().read()).isEqualTo(-1);
                }
            }
            assertThat(letters)
                    .allSatisfy(letter -> assertThat(letter).failsWithin(Duration.ofMillis(PATIENCE_MILLIS)));
        } finally {
            vertx.closeAndAwait();
        }
    }

    @Test
    void aLetterIsGivenUpBeforeItIsSentAgain() {
        Vertx vertx = Vertx.vertx();
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Mails(configuration(Optional.empty(), 25, RetryRules.pauseAfter(1)), vertx));
        } finally {
            vertx.closeAndAwait();
        }
    }

    private static MailConfiguration configuration(Optional<Path> folder, int port, Duration deadline) {
        return new MailConfiguration() {
            @Override
            public Optional<String> folder() {
                return folder.map(Path::toString);
            }

            @Override
            public String host() {
                return "localhost";
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public Optional<String> username() {
                return Optional.empty();
            }

            @Override
            public Optional<String> password() {
                return Optional.empty();
            }

            @Override
            public boolean tls() {
                return false;
            }

            @Override
            public StartTLSOptions startTls() {
                return StartTLSOptions.OPTIONAL;
            }

            @Override
            public Duration deadline() {
                return deadline;
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
