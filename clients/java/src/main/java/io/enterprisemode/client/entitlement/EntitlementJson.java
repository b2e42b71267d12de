package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.JsonObject;
import io.enterprisemode.client.internal.JsonText;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads answers of the service; properties of later versions are ignored. */
final class EntitlementJson {

    private EntitlementJson() {}

    /**
     * The text of a request.
     *
     * @throws IllegalArgumentException when a property has a value that JSON does not know
     */
    static String write(Map<String, ?> properties) {
        StringBuilder out = new StringBuilder(128);
        JsonText.append(out, properties);
        return out.toString();
    }

    /**
     * What an answer says.
     *
     * @throws EntitlementsException when it is not of the known form
     */
    static <T> T read(String answer, Function<JsonObject, T> form) {
        try {
            return form.apply(JsonObject.of(JsonText.parse(answer)));
        } catch (IllegalArgumentException e) {
            throw EntitlementsApi.unreadable(answer, e);
        }
    }

    static Entitlements entitlements(JsonObject answer) {
        JsonObject features = answer.optionalObject("features");
        return new Entitlements(
                answer.optionalText("plan"),
                small(answer.optionalInteger("planVersion")),
                answer.optionalInstant("periodStart"),
                answer.optionalInstant("periodEnd"),
                answer.optionalInstant("since"),
                small(answer.optionalInteger("workspaceLimit")),
                small(answer.optionalInteger("memberLimit")),
                features == null ? Map.of() : features.asMap(),
                answer.objects("meters").stream()
                        .map(EntitlementJson::entitlement)
                        .toList(),
                answer.text("revision"));
    }

    static Entitlement entitlement(JsonObject answer) {
        return new Entitlement(
                answer.optionalText("meter"),
                answer.optionalInteger("quantity"),
                answer.flag("allowed"),
                answer.optionalText("reason"),
                state(answer.optionalText("state")),
                answer.optionalInteger("used"),
                answer.optionalInteger("reserved"),
                answer.optionalInteger("limit"),
                answer.optionalInteger("cap"),
                answer.optionalInteger("remaining"),
                behaviour(answer.optionalText("behaviour")),
                answer.optionalFlag("warn"),
                answer.optionalText("feature"),
                JsonObject.unchangeable(answer.value("value")));
    }

    /** The constant of a word; {@code unknown} for one of a later version of the service. */
    static <E extends Enum<E>> E constant(String word, E[] constants, E unknown) {
        for (E constant : constants) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        return unknown;
    }

    private static @Nullable LimitState state(@Nullable String word) {
        return word == null ? null : constant(word, LimitState.values(), LimitState.UNKNOWN);
    }

    private static @Nullable LimitBehaviour behaviour(@Nullable String word) {
        return word == null ? null : constant(word, LimitBehaviour.values(), LimitBehaviour.UNKNOWN);
    }

    private static @Nullable Integer small(@Nullable Long number) {
        if (number == null) {
            return null;
        }
        if (number != number.intValue()) {
            throw new IllegalArgumentException("not a number of 32 bits: " + number);
        }
        return number.intValue();
    }
}
