package io.enterprisemode.teams.scim;

import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.ProblemForm;
import io.enterprisemode.web.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends all errors below {@code /scim/v2} in the form of SCIM. */
@ApplicationScoped
class ScimErrorForm implements ProblemForm {

    private static final String CODE = "/problems/" + ScimProblems.PREFIX;

    @Override
    public boolean appliesTo(String path) {
        return path.equals(ScimType.BASE) || path.startsWith(ScimType.BASE + "/");
    }

    @Override
    public String mediaType() {
        return ScimJson.MEDIA_TYPE;
    }

    @Override
    public Object document(Problem problem) {
        return new ScimError(
                List.of(ScimError.SCHEMA),
                String.valueOf(problem.status()),
                scimType(problem.type()),
                problem.title() + detail(problem));
    }

    /** What is wrong with which field stands in the text: an error of SCIM has no other place for it. */
    private static String detail(Problem problem) {
        if (!problem.errors().isEmpty()) {
            return problem.errors().stream()
                    .map(error -> error.pointer() + " " + error.detail())
                    .collect(Collectors.joining("; ", ": ", "."));
        }
        return problem.detail() == null ? "" : ". " + problem.detail();
    }

    /** {@code /problems/scim-invalid-filter} is {@code invalidFilter}. */
    private static @Nullable String scimType(String type) {
        if (type.equals(ProblemType.MALFORMED_JSON.uri())) {
            return "invalidSyntax";
        }
        if (!type.startsWith(CODE)) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        for (String word : type.substring(CODE.length()).split("-", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
