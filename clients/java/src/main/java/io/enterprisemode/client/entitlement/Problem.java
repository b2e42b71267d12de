package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.JsonObject;
import io.enterprisemode.client.internal.JsonText;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request.
 *
 * @param status of HTTP; 0: there is no complete answer
 */
record Problem(
        int status,
        String type,
        String title,
        @Nullable String detail,
        @Nullable String requestId,
        List<FieldError> errors)
        implements Serializable {

    private static final String NO_TYPE = "about:blank";
    private static final int DETAIL_LENGTH = 300;

    /** A problem that is not of the service. */
    static Problem of(int status, String title, @Nullable String detail) {
        return new Problem(status, NO_TYPE, title, detail, null, List.of());
    }

    /** The problem of an answer that is not a success. */
    static Problem ofAnswer(int status, String body) {
        try {
            JsonObject document = JsonObject.of(JsonText.parse(body));
            return new Problem(
                    status,
                    document.text("type"),
                    document.text("title"),
                    document.optionalText("detail"),
                    document.optionalText("requestId"),
                    errors(document));
        } catch (IllegalArgumentException e) {
            return of(status, "HTTP status " + status, beginning(body));
        }
    }

    private static List<FieldError> errors(JsonObject document) {
        return document.value("errors") == null
                ? List.of()
                : document.objects("errors").stream()
                        .map(error -> new FieldError(error.text("pointer"), error.text("detail")))
                        .toList();
    }

    /** How a text begins, as much of it as fits into a message. */
    static @Nullable String beginning(String body) {
        String text = body.strip();
        if (text.isEmpty()) {
            return null;
        }
        return text.length() <= DETAIL_LENGTH ? text : text.substring(0, DETAIL_LENGTH) + "...";
    }

    String message() {
        StringBuilder message = new StringBuilder();
        if (status != 0) {
            message.append(status).append(' ');
        }
        message.append(title);
        if (detail != null) {
            message.append(": ").append(detail);
        }
        errors.forEach(error ->
                message.append("; ").append(error.pointer()).append(' ').append(error.detail()));
        return message.toString();
    }
}
