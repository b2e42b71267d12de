package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageKeysTest {

    private static int place(String source, String id) {
        return (int) (UsageKeys.event(source, id).getMostSignificantBits() >>> Integer.SIZE);
    }

    /** SHA-256 of "/a", U+0000 and "42", and CRC-32C of "/a" and U+0000, made with other programs. */
    @Test
    void aKeyIsAsDocumented() {
        assertThat(UsageKeys.event("/a", "42")).isEqualTo(UUID.fromString("5ebfbfb3-5769-9797-0493-25d1ddebbe31"));
    }

    @ParameterizedTest
    @CsvSource({
        "bench-123456,                         bench-123999",
        "1234,                                 1567",
        "7,                                    942",
        "bench-000000123456,                   bench-000000123999",
        "01a21db8-872e-743f-9273-000000000001, 01a21db8-872e-743f-9273-000000000999",
        "0000000000123456,                     0000000000123999",
        "order/2026-11/17,                     order/2026-11/18",
        "01a21db8-872e-743f-9273-36d47838e252, 01a21db8-9999-7000-8000-00000000000a",
        "01JDQ3W5Z8M4TQXN6C7VKBRE2F,           01JDQ3W5YYYYYYYYYYYYYYYYYY",
        "6745e1f0a1b2c3d4e5f60718,             6745e1f000000000000000ff",
        "1861692846512345678,                  1861692899999999999",
    })
    void neighboursLieTogether(String one, String other) {
        assertThat(place("/a", one)).isEqualTo(place("/a", other));
        assertThat(UsageKeys.event("/a", one)).isNotEqualTo(UsageKeys.event("/a", other));
    }

    @ParameterizedTest
    @CsvSource({
        "bench-123456,                         bench-124456",
        "pod1-17,                              pod2-17",
        "bench-000000123456,                   bench-000000124456",
        "0000000000123456,                     0000000000124456",
        "invoice9,                             invoice-9",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6, 0f81d4fa-7dec-11d0-a765-00a0c91e6bf6",
    })
    void othersDoNot(String one, String other) {
        assertThat(place("/a", one)).isNotEqualTo(place("/a", other));
    }

    @Test
    void sourcesAreNoNeighbours() {
        assertThat(place("/a", "17")).isNotEqualTo(place("/b", "17"));
    }

    /** The character between them keeps the end of the source from being taken for the beginning of the id. */
    @Test
    void sourceAndIdAreToldApart() {
        assertThat(UsageKeys.event("/a", "b1")).isNotEqualTo(UsageKeys.event("/ab", "1"));
    }

    @Test
    void everyEventHasAKeyOfItsOwn() {
        Set<UUID> keys = new HashSet<>();
        List<String> forms =
                List.of("%d", "bench-%d", "%08d-7dec-7000-8000-000000000000", "\u00e9%d", "%d\u00e9", "x%da");
        for (String form : forms) {
            for (int i = 0; i < 10_000; i++) {
                keys.add(UsageKeys.event("/a", form.formatted(i)));
            }
        }
        assertThat(keys).hasSize(forms.size() * 10_000);
    }
}
