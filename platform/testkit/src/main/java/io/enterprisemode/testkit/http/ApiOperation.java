package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of an OpenAPI document.
 *
 * @param method upper case
 * @param path template, such as {@code /api/teams/{teamId}}
 * @param node the operation object
 * @param parameters parameter objects of the path and the operation, references followed
 */
public record ApiOperation(String method, String path, JsonNode node, List<JsonNode> parameters) {

    private static final Pattern TEMPLATE = Pattern.compile("\\{([^/}]+)}");

    public ApiOperation {
        parameters = List.copyOf(parameters);
    }

    /** What the caller must hold, see {@code x-required-permission}; null when the operation does not say. */
    public @Nullable String requiredPermission() {
        JsonNode permission = node.get("x-required-permission");
        return permission == null || !permission.isTextual() ? null : permission.asText();
    }

    /** Names of the parameters in the path, in order. */
    public List<String> parametersInPath() {
        List<String> names = new ArrayList<>();
        Matcher matcher = TEMPLATE.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether a concrete path is one of this template. */
    boolean matches(String concrete) {
        String[] template = path.split("/", -1);
        String[] parts = concrete.split("/", -1);
        if (template.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            boolean variable = TEMPLATE.matcher(template[i]).find();
            if (variable ? parts[i].isEmpty() : !template[i].equals(parts[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
