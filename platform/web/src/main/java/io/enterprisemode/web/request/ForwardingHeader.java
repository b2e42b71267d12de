package io.enterprisemode.web.request;

import java.util.Arrays;

/**
 * A header in which proxies name their peers. An installation uses one: proxies append to the header that they support
 * and forward others unchanged, so that a reader of several headers would trust text of the client.
 */
public enum ForwardingHeader {
    /** A list of addresses. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** RFC 7239: a list of elements with a parameter {@code for}. */
    FORWARDED("Forwarded");

    private final String field;

    ForwardingHeader(String field) {
        this.field = field;
    }

    /** The name of the header. */
    public String field() {
        return field;
    }

    /**
     * The header of this name, in any case.
     *
     * @throws IllegalArgumentException where addresses are not read from such a header
     */
    public static ForwardingHeader named(String field) {
        return Arrays.stream(values())
                .filter(each -> each.field.equalsIgnoreCase(field.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no forwarding header: " + field + "; known are X-Forwarded-For and Forwarded"));
    }
}
