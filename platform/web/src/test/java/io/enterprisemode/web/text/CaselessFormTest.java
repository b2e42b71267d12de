package io.enterprisemode.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaselessFormTest {

    @Test
    void bothSidesOfAComparisonAreFoldedByTheSameExpression() {
        assertThat(CaselessForm.sql("name") + " = " + CaselessForm.sql(":text"))
                .isEqualTo("casefold(normalize(name, nfkc) collate pg_c_utf8)"
                        + " = casefold(normalize(:text, nfkc) collate pg_c_utf8)");
    }
}
