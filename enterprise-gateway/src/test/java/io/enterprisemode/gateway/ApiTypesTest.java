package io.enterprisemode.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the TypeScript types of the pages ({@code app/api/<service>.ts}) to the OpenAPI documents that are checked in.
 * {@code -Dopenapi.write=true} writes them anew.
 */
class ApiTypesTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path API = MODULE.resolve("src/main/resources/web/app/api");

    /**
     * A service whose answers the pages read.
     *
     * @param schemas those that the pages name; what these refer to comes with them
     */
    record Service(String module, String file, List<String> schemas) {

        private String types() throws IOException {
            Path document = MODULE.resolve("..").resolve(module).resolve("src/main/openapi/openapi.json");
            return "// Of " + module + "/src/main/openapi/openapi.json, written by ApiTypesTest; not to be edited.\n\n"
                    + TypeScriptTypes.of(json(Files.readString(document)), schemas);
        }
    }

    static List<Service> services() {
        return List.of(
                new Service("enterprise-gateway", "gateway.ts", List.of("Session", "Summary")),
                new Service("teams-service", "teams.ts", List.of("Acceptance", "PageOrganizationMembershipView")),
                new Service("billing-service", "billing.ts", List.of("CurrentUsage")));
    }

    @ParameterizedTest
    @MethodSource("services")
    void theTypesOfThePagesAreThoseOfTheService(Service service) throws IOException {
        Path file = API.resolve(service.file);
        String types = service.types();
        if (!System.getProperty("openapi.write", "").isEmpty()) {
            Files.writeString(file, types);
        }

        assertThat(file)
                .as("Write it anew with -Dtest=ApiTypesTest -Dopenapi.write=true and check it in")
                .hasContent(types);
    }

    @Test
    void aSchemaComesWithWhatItRefersTo() throws IOException {
        JsonNode document = json("""
                {"components": {"schemas": {
                  "Bill": {"type": "object", "required": ["id", "lines", "paid"], "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "note": {"type": "string", "nullable": true},
                    "paid": {"type": "boolean"},
                    "state": {"allOf": [{"$ref": "#/components/schemas/State"}], "nullable": true}}},
                  "Line": {"type": "object", "required": ["amount"], "properties": {
                    "amount": {"type": "integer", "format": "int64"},
                    "share": {"type": "number"}}},
                  "State": {"type": "string", "enum": ["OPEN", "PAID"]},
                  "Unused": {"type": "string"}}}}
                """);

        assertThat(TypeScriptTypes.of(document, List.of("Bill"))).isEqualTo("""
                        export interface Bill {
                          id: string;
                          lines: Line[];
                          note?: string | null;
                          paid: boolean;
                          state?: State | null;
                        }

                        export interface Line {
                          amount: number;
                          share?: number;
                        }

                        export type State = 'OPEN' | 'PAID';
                        """);
    }

    @Test
    void whatCannotBeWrittenIsRefused() throws IOException {
        JsonNode document = json("{\"components\": {\"schemas\": {\"Any\": {\"type\": \"object\"}}}}");

        assertThatThrownBy(() -> TypeScriptTypes.of(document, List.of("Any"))).hasMessageContaining("not known");
        assertThatThrownBy(() -> TypeScriptTypes.of(document, List.of("None"))).hasMessageContaining("no schema None");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
