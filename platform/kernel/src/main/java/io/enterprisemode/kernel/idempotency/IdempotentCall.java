package io.enterprisemode.kernel.idempotency;

import io.enterprisemode.contracts.Sha256;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.web.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that is to be carried out once.
 *
 * @param principalId the caller; keys of different callers are independent
 * @param route method and path template
 * @param key the Idempotency-Key without quotes; empty when the caller sent none
 * @param fingerprint SHA-256 of the request, lower-case hex
 */
public record IdempotentCall(UUID principalId, String route, Optional<String> key, String fingerprint) {

    /** The header's name. */
    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /**
     * Describes a request.
     *
     * @param header the Idempotency-Key header as it came, quoted or bare; null when there was none
     * @param request everything that makes two requests the same; must be writable as JSON
     */
    public static IdempotentCall of(UUID principalId, String route, @Nullable String header, Object request) {
        return new IdempotentCall(
                principalId,
                route,
                Optional.ofNullable(header).map(IdempotentCall::key),
                Sha256.hex(EventJson.write(request)));
    }

    private static String key(String header) {
        String key = header.strip();
        if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
            key = key.substring(1, key.length() - 1);
        }
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw ProblemException.invalid(HEADER, "must be 1 to 255 printable ASCII characters");
        }
        return key;
    }
}
