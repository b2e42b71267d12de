package io.enterprisemode.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void aSecretIsDrawnOnceAndKept() {
        String drawn = Secrets.in(folder.resolve("secrets")).get("db.billing_app");

        Secrets again = Secrets.in(folder.resolve("secrets"));

        assertThat(again.get("db.billing_app")).isEqualTo(drawn).hasSize(32).matches("[A-Za-z0-9_-]+");
        assertThat(again.get("db.billing_worker")).isNotEqualTo(drawn);
    }

    @Test
    void onlyTheOwnerReadsThem() throws IOException {
        Secrets.in(folder.resolve("secrets")).get("session");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("secrets/passwords.properties"))))
                .isEqualTo("rw-------");
    }
}
