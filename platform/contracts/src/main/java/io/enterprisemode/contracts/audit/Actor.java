package io.enterprisemode.contracts.audit;

import io.enterprisemode.contracts.Require;
import org.jspecify.annotations.Nullable;

/**
 * Who did it.
 *
 * @param id opaque: the principal, the key id, or the name of the service
 */
public record Actor(
        ActorType type,
        String id,
        @Nullable String name,
        @Nullable String email) {

    public Actor {
        Require.present(type, "actor.type");
        Require.text(id, "actor.id");
    }
}
