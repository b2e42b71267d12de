package io.enterprisemode.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CloudEventHeaderTest {

    @Test
    void plainValuesStayAsTheyAre() {
        assertThat(CloudEventHeader.decode("mail-1+2")).isEqualTo("mail-1+2");
    }

    @Test
    void percentEncodingIsDecodedOnce() {
        assertThat(CloudEventHeader.decode("caf%C3%A9%20%22%25")).isEqualTo("café \"%");
        assertThat(CloudEventHeader.decode("%2541")).isEqualTo("%41");
    }

    @Test
    void quotesAreTakenAwayBeforePercentEncodingIsDecoded() {
        assertThat(CloudEventHeader.decode("\"mail-1\"")).isEqualTo("mail-1");
        assertThat(CloudEventHeader.decode("\"say \\\"hi\\\" \\\\ %C3%A9\"")).isEqualTo("say \"hi\" \\ é");
        assertThat(CloudEventHeader.decode("%22mail-1%22")).isEqualTo("\"mail-1\"");
        assertThat(CloudEventHeader.decode("5\"disk")).isEqualTo("5\"disk");
    }

    @Test
    void bytesThatAreNotEncodedAreUtf8() {
        assertThat(CloudEventHeader.decode("caf\u00C3\u00A9")).isEqualTo("café");
    }

    @Test
    void whatIsNoSuchValueIsRefused() {
        for (String value : List.of(
                "a%FFb",
                "a%FEb", "%C0%AF", "%ED%A0%80", "a\u00FFb", "100%", "%zz", "%4", "\"open", "\"a\"b\"", "\"a\\\"")) {
            assertThatIllegalArgumentException().as(value).isThrownBy(() -> CloudEventHeader.decode(value));
        }
    }
}
