package io.enterprisemode.systemtests.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.local.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operation of a service, as its OpenAPI document tells.
 *
 * @param required what the caller must hold ({@code x-required-permission})
 * @param node the operation object of the document
 */
public record Operation(ServiceName service, String method, String path, String required, JsonNode node) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)}");

    /** All operations of all services. */
    public static List<Operation> all(RunningSuite suite) {
        List<Operation> operations = new ArrayList<>();
        for (ServiceName service : ServiceName.values()) {
            JsonNode paths = suite.directly(service)
                    .get("/q/openapi?format=json")
                    .expect(200)
                    .json()
                    .path("paths");
            paths.properties()
                    .forEach(path -> path.getValue().properties().forEach(entry -> {
                        if (METHODS.contains(entry.getKey())) {
                            operations.add(new Operation(
                                    service,
                                    entry.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    entry.getValue()
                                            .path("x-required-permission")
                                            .asText(),
                                    entry.getValue()));
                        }
                    }));
        }
        return operations;
    }

    /** The permission inside an organization that it needs; empty when it needs something else. */
    public Optional<Permission> permission() {
        return Permission.fromCode(required);
    }

    /** The names of the parameters of the path. */
    public List<String> parameters() {
        List<String> names = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether it takes a body of JSON. */
    public boolean takesJson() {
        return node.path("requestBody").path("content").has("application/json");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
