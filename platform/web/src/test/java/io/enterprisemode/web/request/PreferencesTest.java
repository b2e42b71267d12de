package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "respond-async",
                "Respond-Async",
                " respond-async ; wait=10",
                "return=minimal, respond-async, wait=5",
                "respond-async;foo"
            })
    void anAnswerBeforeTheWorkIsDoneIsPreferred(String value) {
        assertThat(Preferences.respondAsync(List.of("wait=3", value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait=10", "respond-asynchronously", "return=respond-async", "foo; respond-async"})
    void anythingElseIsNot(String value) {
        assertThat(Preferences.respondAsync(List.of(value))).isFalse();
    }

    @Test
    void noHeaderIsNoPreference() {
        assertThat(Preferences.respondAsync(List.of())).isFalse();
    }
}
