package io.enterprisemode.web.access;

import java.util.Optional;

/**
 * The credential in an {@code Authorization} header of the scheme Bearer (RFC 6750, section 2.1); schemes are compared
 * without case (RFC 9110, 11.1).
 */
public final class BearerCredential {

    private static final String SCHEME = "Bearer";
    private static final int PARTS_OF_A_TOKEN = 3;

    private BearerCredential() {}

    /** The credential; empty: the header is of another scheme, or carries none. */
    public static Optional<String> of(String authorization) {
        boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && authorization.length() > SCHEME.length()
                && authorization.charAt(SCHEME.length()) == ' ';
        return bearer
                ? Optional.of(authorization.substring(SCHEME.length() + 1).strip())
                        .filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /**
     * Whether it can be a signed token at all: three parts between dots, in the letters of base64url (RFC 7515, section
     * 7.1).
     */
    public static boolean isSignedToken(String credential) {
        int parts = 1;
        int length = 0;
        for (int i = 0; i < credential.length(); i++) {
            char c = credential.charAt(i);
            if (c == '.') {
                if (length == 0) {
                    return false;
                }
                parts++;
                length = 0;
            } else if (isBase64Url(c)) {
                length++;
            } else {
                return false;
            }
        }
        return parts == PARTS_OF_A_TOKEN && length > 0;
    }

    private static boolean isBase64Url(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
