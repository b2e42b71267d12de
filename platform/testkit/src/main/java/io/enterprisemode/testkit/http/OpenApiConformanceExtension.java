package io.enterprisemode.testkit.http;

import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Applies {@link OpenApiConformance} to every REST Assured call of a test; comes with {@code @WithSuite}. */
public final class OpenApiConformanceExtension implements BeforeEachCallback, AfterEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        if (others().size() == RestAssured.filters().size()) {
            RestAssured.filters(OpenApiConformance.filter());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RestAssured.replaceFiltersWith(others());
    }

    private static List<io.restassured.filter.Filter> others() {
        List<io.restassured.filter.Filter> others = new ArrayList<>(RestAssured.filters());
        others.removeIf(OpenApiConformance.class::isInstance);
        return others;
    }
}
