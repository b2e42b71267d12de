package io.enterprisemode.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PrincipalIdTest {

    @Test
    void theSameIssuerAndSubjectAreTheSamePrincipal() {
        UUID olivia = PrincipalId.of("http://localhost:8090/enterprise", "olivia");

        assertThat(PrincipalId.of("http://localhost:8090/enterprise", "olivia")).isEqualTo(olivia);
        assertThat(PrincipalId.of("http://localhost:8090/enterprise", "otto")).isNotEqualTo(olivia);
        assertThat(PrincipalId.of("http://localhost:8091/enterprise", "olivia")).isNotEqualTo(olivia);
    }

    @Test
    void itIsAVersion8Uuid() {
        UUID id = PrincipalId.of("https://issuer.example", "olivia");

        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void itNeverChanges() {
        assertThat(PrincipalId.of("https://issuer.example", "olivia"))
                .isEqualTo(UUID.fromString("d3878b93-5f10-8384-ad5f-7b5e7d74e276"));
    }

    @Test
    void aBlankIssuerOrSubjectIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PrincipalId.of("", "olivia"));
        assertThatIllegalArgumentException().isThrownBy(() -> PrincipalId.of("https://issuer.example", " "));
    }
}
