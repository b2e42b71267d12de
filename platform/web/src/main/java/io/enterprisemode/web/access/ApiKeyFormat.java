package io.enterprisemode.web.access;

import io.enterprisemode.contracts.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of an API key: {@code emk_<key id>_<secret>}; the secret is 256 random bits and only its SHA-256 is kept
 * anywhere.
 *
 * @param keyId public part, 16 to 40 letters and digits
 * @param secret the part that is shown once
 */
public record ApiKeyFormat(String keyId, String secret) {

    public static final String PREFIX = "emk_";

    private static final Pattern FORM = Pattern.compile("emk_([A-Za-z0-9]{16,40})_([A-Za-z0-9_-]{32,128})");

    /** Takes a presented key apart; empty when it is not of the form. */
    public static Optional<ApiKeyFormat> parse(String presented) {
        Matcher matcher = FORM.matcher(presented);
        return matcher.matches() ? Optional.of(new ApiKeyFormat(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** Lower-case hex of the SHA-256 of the secret's bytes. */
    public String secretSha256() {
        return Sha256.hex(secret);
    }

    /** The whole key as its owner keeps it. */
    public String presented() {
        return PREFIX + keyId + "_" + secret;
    }
}
