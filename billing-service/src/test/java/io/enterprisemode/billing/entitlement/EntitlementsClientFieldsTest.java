package io.enterprisemode.billing.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.client.entitlement.Entitlement;
import io.enterprisemode.client.entitlement.Entitlements;
import io.enterprisemode.client.entitlement.FieldError;
import io.enterprisemode.client.entitlement.LimitBehaviour;
import io.enterprisemode.client.entitlement.LimitState;
import io.enterprisemode.client.entitlement.LimitStatus;
import io.enterprisemode.client.entitlement.Reservation;
import io.enterprisemode.client.entitlement.ReservationAnswer;
import io.enterprisemode.client.entitlement.ReservationState;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The client for Java has the fields of the OpenAPI document. */
class EntitlementsClientFieldsTest {

    private static JsonNode schema(String name) throws IOException {
        return new ObjectMapper()
                .readTree(Path.of("src/main/openapi/openapi.json").toFile())
                .path("components")
                .path("schemas")
                .path(name);
    }

    private static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of("Entitlements", Entitlements.class),
                Arguments.of("Entitlement", Entitlement.class),
                Arguments.of("Reservation", Reservation.class),
                Arguments.of("ReserveUsageView", ReservationAnswer.class),
                Arguments.of("LimitStatus", LimitStatus.class),
                Arguments.of("FieldError", FieldError.class));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordHasTheFieldsOfItsSchema(String schema, Class<?> record) throws IOException {
        List<String> fields = schema(schema).path("properties").properties().stream()
                .map(property -> property.getKey())
                .toList();

        assertThat(record.getRecordComponents())
                .extracting(RecordComponent::getName)
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    private static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of("LimitState", LimitState.values()),
                Arguments.of("LimitBehaviour", LimitBehaviour.values()),
                Arguments.of("ReservationState", ReservationState.values()));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void anEnumHasTheConstantsOfItsSchemaAndOneForLaterOnes(String schema, Enum<?>[] constants) throws IOException {
        Stream<String> words = schema(schema).path("enum").valueStream().map(JsonNode::asText);

        assertThat(Arrays.stream(constants).map(Enum::name))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(words, Stream.of("UNKNOWN")).toList());
    }
}
