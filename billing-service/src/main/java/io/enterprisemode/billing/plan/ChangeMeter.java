package io.enterprisemode.billing.plan;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be another way about a meter; what is left out stays. Code, aggregation and value property never change, as counters rest on them.
 *
 * @param groupBy from now on; what was kept apart before stays as it is
 * @param archived whether it takes no new usage from now on; what was counted stays
 */
@Schema(examples = "{\"name\": \"Tokens of models\", \"groupBy\": [\"model\"]}")
record ChangeMeter(
        @Schema(nullable = true) @Nullable @Pattern(regexp = ".*\\S.*") @Size(max = 100)
        String name,

        @Schema(nullable = true) @Nullable @Pattern(regexp = ".*\\S.*") @Size(max = 40)
        String unit,

        @Schema(nullable = true) @Nullable @Size(max = 5)
        List<@NotNull @Pattern(regexp = DefineMeter.PROPERTY) String> groupBy,

        @Schema(nullable = true) @Nullable Boolean archived) {}
