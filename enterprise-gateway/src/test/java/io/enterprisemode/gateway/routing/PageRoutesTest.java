package io.enterprisemode.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {

    @ParameterizedTest
    @ValueSource(strings = {"/billing", "/billing/invoices", "/nowhere/", "/apis"})
    void whatLooksLikeAPageIsAnsweredByTheFrame(String path) {
        assertThat(PageRoutes.couldBePage(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/nothing",
                "/scim/v2/Users",
                "/static/bundle/app-1.js",
                "/favicon.ico",
                "/q/health",
                "/login"
            })
    void interfacesFilesAndTheFirstPageAreNot(String path) {
        assertThat(PageRoutes.couldBePage(path)).isFalse();
    }
}
