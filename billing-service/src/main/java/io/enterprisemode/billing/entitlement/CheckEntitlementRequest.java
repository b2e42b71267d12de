package io.enterprisemode.billing.entitlement;

import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A question whether a quantity of a meter may be used, or whether the organization has a feature: meter and quantity,
 * or feature.
 *
 * @param quantity that would be added to what is used
 * @param feature its name
 */
@Schema(examples = {"{\"meter\": \"emails\", \"quantity\": 250}", "{\"feature\": \"sso\"}"})
record CheckEntitlementRequest(
        @Nullable @Size(max = 100) String meter,
        @Nullable @Min(0) @Max(1_000_000_000_000_000L) Long quantity,
        @Nullable @Size(max = 100) String feature) {

    private static final String OTHERWISE = "does not go with feature";
    private static final String EMPTY = "must not be empty";

    /**
     * Refuses what is neither of both questions.
     *
     * @throws ProblemException validation-failed with each field that is missing or too much
     */
    void requireOneQuestion() {
        List<FieldError> errors = new ArrayList<>();
        if (feature == null) {
            if (meter == null || meter.isBlank()) {
                errors.add(new FieldError("/meter", EMPTY));
            }
            if (quantity == null) {
                errors.add(new FieldError("/quantity", EMPTY));
            }
        } else {
            if (feature.isBlank()) {
                errors.add(new FieldError("/feature", EMPTY));
            }
            if (meter != null) {
                errors.add(new FieldError("/meter", OTHERWISE));
            }
            if (quantity != null) {
                errors.add(new FieldError("/quantity", OTHERWISE));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
