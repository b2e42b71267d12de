package io.enterprisemode.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteSettingsTest {

    @TempDir
    Path folder;

    @Test
    void theEnvironmentWinsOverTheFirstFileAndThatOverTheSecond() throws IOException {
        Path first = file("first", "SUITE_GATEWAY_PORT=1001\nSUITE_TEAMS_PORT=1002\n");
        Path second = file("second", "SUITE_GATEWAY_PORT=2001\nSUITE_TEAMS_PORT=2002\nSUITE_AUDIT_PORT=2003\n");

        SuiteSettings settings = SuiteSettings.load(Map.of("SUITE_GATEWAY_PORT", "9"), List.of(first, second));

        assertThat(settings.port(ServiceName.GATEWAY)).isEqualTo(9);
        assertThat(settings.port(ServiceName.TEAMS)).isEqualTo(1002);
        assertThat(settings.port(ServiceName.AUDIT)).isEqualTo(2003);
        assertThat(settings.port(ServiceName.BILLING)).isEqualTo(8082);
    }

    @Test
    void aMissingFileAndAnEmptyValueSetNothing() throws IOException {
        Path empty = file("empty", "SUITE_GATEWAY_PORT=\n");

        SuiteSettings settings =
                SuiteSettings.load(Map.of("SUITE_TEAMS_PORT", " "), List.of(empty, folder.resolve("missing")));

        assertThat(settings.port(ServiceName.GATEWAY)).isEqualTo(8080);
        assertThat(settings.port(ServiceName.TEAMS)).isEqualTo(8081);
    }

    @Test
    void aSettingThatDoesNotExistIsNamedWithItsFile() throws IOException {
        Path file = file("typo", "SUITE_GATEWAY_PROT=8080\n");

        assertThatThrownBy(() -> SuiteSettings.load(Map.of(), List.of(file)))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("SUITE_GATEWAY_PROT")
                .hasMessageContaining(file.toString());
    }

    @Test
    void aValueOfTheWrongFormIsRefusedWithTheFormThatIsRight() {
        assertThatThrownBy(() -> SuiteSettings.load(Map.of("SUITE_KAFKA_PORT", "70000"), List.of()))
                .hasMessage("SUITE_KAFKA_PORT in the environment is '70000'. Give a port from 1 to 65535.");
        assertThatThrownBy(() -> SuiteSettings.load(Map.of("SUITE_SERVICE_HEAP", "much"), List.of()))
                .hasMessageContaining("192m");
    }

    @Test
    void theManagementPortFollowsThePortUnlessItIsGiven() {
        SuiteSettings settings = SuiteSettings.defaults().with(Setting.SUITE_BILLING_PORT, "7000");

        assertThat(settings.managementPort(ServiceName.BILLING)).isEqualTo(8000);
        assertThat(settings.with(Setting.SUITE_BILLING_MANAGEMENT_PORT, "7001").managementPort(ServiceName.BILLING))
                .isEqualTo(7001);
    }

    @Test
    void peopleHaveTheSameIssuerInTheEmbeddedSignInAndInKeycloak() {
        SuiteSettings embedded = SuiteSettings.defaults();
        SuiteSettings keycloak = embedded.with(Setting.SUITE_KEYCLOAK, "true");

        assertThat(embedded.signIn()).isEqualTo(SignIn.EMBEDDED);
        assertThat(keycloak.signIn()).isEqualTo(SignIn.KEYCLOAK);
        assertThat(keycloak.issuer()).isEqualTo(embedded.issuer());
    }

    @Test
    void whatIsExternalIsNotEmbedded() {
        SuiteSettings settings = SuiteSettings.defaults()
                .with(Setting.ENTERPRISE_DB_HOST, "db.example")
                .with(Setting.ENTERPRISE_KAFKA, "kafka.example:9092")
                .with(Setting.ENTERPRISE_OIDC_URL, "https://sign-in.example/realm");

        assertThat(settings.embeddedPostgres()).isFalse();
        assertThat(settings.postgresPort()).isEqualTo(5432);
        assertThat(settings.embeddedKafka()).isFalse();
        assertThat(settings.signIn()).isEqualTo(SignIn.EXTERNAL);
        assertThat(settings.issuer()).isEqualTo("https://sign-in.example/realm");
    }

    @Test
    void whatIsWrittenDownReadsTheSame() throws IOException {
        SuiteSettings settings = SuiteSettings.defaults()
                .with(Setting.SUITE_GATEWAY_PORT, "7000")
                .with(Setting.ENTERPRISE_DB_APP_PASSWORD, "back\\slash");

        SuiteSettings read = SuiteSettings.load(Map.of(), List.of(file("settings", settings.asProperties())));

        assertThat(read.asProperties()).isEqualTo(settings.asProperties());
        assertThat(read.get(Setting.ENTERPRISE_DB_APP_PASSWORD)).contains("back\\slash");
    }

    @Test
    void everySettingIsDocumented() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(Setting.values())
                .allSatisfy(setting ->
                        assertThat(readme).contains("`" + setting + "`").contains(setting.defaultValue()));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
