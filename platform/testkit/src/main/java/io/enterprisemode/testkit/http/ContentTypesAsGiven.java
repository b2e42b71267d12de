package io.enterprisemode.testkit.http;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sends content types as a test names them, and text as UTF-8; comes with {@code @WithSuite}. REST Assured adds
 * {@code charset=ISO-8859-1} to those that name no encoding.
 */
public final class ContentTypesAsGiven implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        RestAssured.config = RestAssured.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .defaultContentCharset(StandardCharsets.UTF_8)
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }
}
