package io.enterprisemode.teams.invitation;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The token of an invitation. */
@Schema(examples = "{\"token\": \"x8Zr0N3cUPxPzl2iXUN6V7d2Ry6XvK0dSUV3yY2x0vM\"}")
record TokenRequest(@NotNull @Size(min = 1, max = 128) String token) {

    @Override
    public String toString() {
        return "TokenRequest[...]";
    }
}
