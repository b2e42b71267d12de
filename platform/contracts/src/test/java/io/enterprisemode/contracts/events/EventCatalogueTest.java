package io.enterprisemode.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.catalogue.EventTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds schemas, examples and records together: what one of them says, the others say. */
class EventCatalogueTest {

    private static final Path RESOURCES = Path.of("src/main/resources");

    static Stream<EventDefinition<?>> definitions() {
        return EventTypes.all().stream();
    }

    static Stream<Arguments> examples() {
        return definitions()
                .flatMap(definition ->
                        examplesOf(definition.type()).stream().map(file -> Arguments.of(definition, file)));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void everyTypeHasASchemaAndExamplesAndAKnownTopic(EventDefinition<?> definition) {
        assertThat(EventTypes.byType(definition.type())).contains(definition);
        assertThat(EventTypes.of(definition.dataClass())).isEqualTo(definition);
        assertThat(EventJson.tree(definition.schema()).path("$id").asText())
                .isEqualTo(definition.dataSchema().toString());
        assertThat(examplesOf(definition.type())).hasSizeGreaterThanOrEqualTo(2);
        assertThat(definition.topics())
                .allSatisfy(topic -> assertThat(Topics.byName(topic)).isPresent());
    }

    @Test
    void thereIsNoSchemaOrExampleWithoutAType() throws IOException {
        try (Stream<Path> schemas = Files.list(RESOURCES.resolve("schemas"));
                Stream<Path> examples = Files.list(RESOURCES.resolve("examples"))) {
            List<String> types = Stream.concat(
                            definitions().map(EventDefinition::type),
                            Stream.of(EventTypes.USAGE_EVENT_IN, EventTypes.USAGE_INGEST))
                    .toList();

            assertThat(schemas.map(file -> file.getFileName().toString().replaceFirst("\\.json$", "")))
                    .containsExactlyInAnyOrderElementsOf(types);
            assertThat(examples.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(types);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsValidAndComesBackUnchangedFromItsRecord(EventDefinition<?> definition, Path file) {
        JsonNode example = read(file);

        EventData data = EventJson.read(example.toString(), definition.dataClass());

        assertThat(problems(definition.schema(), example)).isEmpty();
        assertThat(EventJson.tree(EventJson.write(data))).isEqualTo(example);
        assertThat(EventJson.read(EventJson.write(data), definition.dataClass()))
                .isEqualTo(data);
        assertThat(data.key()).isNotBlank();
        assertThat(data.subject()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void theExamplesOfATypeAreOfTwoOrganizations(EventDefinition<?> definition) {
        if (!definition.equals(EventTypes.HEARTBEAT)) {
            assertThat(examplesOf(definition.type()).stream()
                            .map(example -> read(example).path("organizationId").asText())
                            .distinct())
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anUnknownPropertyIsAllowedForWhatIsAddedLater(EventDefinition<?> definition, Path file) {
        ObjectNode example = read(file);
        EventData before = EventJson.read(example.toString(), definition.dataClass());

        example.put("addedLater", "something");

        assertThat(problems(definition.schema(), example)).isEmpty();
        assertThat(EventJson.read(example.toString(), definition.dataClass())).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aMissingOrWrongTypedPropertyIsRefusedBySchemaAndRecord(EventDefinition<?> definition, Path file) {
        JsonNode required = EventJson.tree(definition.schema()).path("required");
        for (JsonNode name : required) {
            ObjectNode missing = read(file);
            missing.remove(name.asText());
            assertRefused(definition, missing, "without " + name);

            ObjectNode empty = read(file);
            empty.putNull(name.asText());
            assertRefused(definition, empty, "null as " + name);

            ObjectNode wrong = read(file);
            wrong.set(name.asText(), wrongTyped(wrong.get(name.asText())));
            assertRefused(definition, wrong, "another type as " + name);
        }
    }

    @ParameterizedTest
    @MethodSource("badVariants")
    void aValueOutsideItsRangeIsRefused(EventDefinition<?> definition, String pointer, String value) {
        ObjectNode example = read(examplesOf(definition.type()).getFirst());
        set(example, pointer, EventJson.tree(value));

        assertRefused(definition, example, pointer + " = " + value);
    }

    static Stream<Arguments> badVariants() {
        return Stream.of(
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/kind", "\"ROBOT\""),
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/organizationId", "\"acme\""),
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/roles/0/role", "\"owner\""),
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/roles/0/nodeType", "\"DEPARTMENT\""),
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/revision", "-1"),
                Arguments.of(EventTypes.MEMBERSHIP_CHANGED, "/changedAt", "\"yesterday\""),
                Arguments.of(EventTypes.NODE_CHANGED, "/name", "\"\""),
                Arguments.of(EventTypes.NODE_CHANGED, "/parentId", "\"018f6f3a-0000-7000-8000-00000000ac3e\""),
                Arguments.of(EventTypes.NODE_CHANGED, "/nodeType", "\"TEAM\""),
                Arguments.of(EventTypes.API_KEY_CHANGED, "/secretSha256", "\"9f86\""),
                Arguments.of(EventTypes.API_KEY_CHANGED, "/scopes/0", "\"\""),
                Arguments.of(EventTypes.API_KEY_CHANGED, "/expiresAt", "\"never\""),
                Arguments.of(EventTypes.HEARTBEAT, "/at", "\"now\""),
                Arguments.of(EventTypes.USAGE_RECORDED, "/hour", "\"2026-01-05T08:30:00Z\""),
                Arguments.of(EventTypes.USAGE_RECORDED, "/aggregation", "\"MEAN\""),
                Arguments.of(EventTypes.USAGE_RECORDED, "/quantity", "1.5"),
                Arguments.of(EventTypes.USAGE_RECORDED, "/quantity", "9223372036854775808"),
                Arguments.of(EventTypes.USAGE_RECORDED, "/events", "-1"),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/currency", "\"usd\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/priceMinor", "-1"),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/planVersion", "0"),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/interval", "\"WEEK\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/memberLimit", "-1"),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/pendingPlan", "\"\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/pendingPlan", "\"starter\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/pendingPlanVersion", "0"),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/pendingInterval", "\"WEEK\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/pendingAt", "\"soon\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/cancelAt", "\"soon\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/trialEndsAt", "\"soon\""),
                Arguments.of(EventTypes.SUBSCRIPTION_CHANGED, "/endedAt", "\"yesterday\""),
                Arguments.of(EventTypes.INVOICE_FINALIZED, "/lines/0/kind", "\"GIFT\""),
                Arguments.of(EventTypes.INVOICE_FINALIZED, "/lines/0/unitPrice", "\"1e3\""),
                Arguments.of(EventTypes.INVOICE_FINALIZED, "/lines/0/amountMinor", "\"9900\""),
                Arguments.of(EventTypes.INVOICE_FINALIZED, "/lines/1/workspaces/0/workspaceId", "\"newsletter\""),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/number", "\"\""),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/correctsInvoiceId", "\"INV-000001\""),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/currency", "\"Dollar\""),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/lines/0/kind", "\"GIFT\""),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/subtotalMinor", "1"),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/taxMinor", "1"),
                Arguments.of(EventTypes.CREDIT_NOTE_ISSUED, "/totalMinor", "1"),
                Arguments.of(EventTypes.PAYMENT_RECORDED, "/amountMinor", "0"),
                Arguments.of(EventTypes.PAYMENT_RECORDED, "/currency", "\"usd\""),
                Arguments.of(EventTypes.PAYMENT_RECORDED, "/openMinor", "-1"),
                Arguments.of(EventTypes.PAYMENT_RECORDED, "/receivedAt", "\"today\""),
                Arguments.of(EventTypes.REFUND_RECORDED, "/amountMinor", "0"),
                Arguments.of(EventTypes.REFUND_RECORDED, "/currency", "\"\""),
                Arguments.of(EventTypes.INVOICE_SETTLED, "/status", "\"OPEN\""),
                Arguments.of(EventTypes.INVOICE_SETTLED, "/openMinor", "-1"),
                Arguments.of(EventTypes.INVOICE_SETTLED, "/currency", "\"U\""),
                Arguments.of(EventTypes.INVOICE_SHARES, "/part", "0"),
                Arguments.of(EventTypes.INVOICE_SHARES, "/parts", "0"),
                Arguments.of(EventTypes.INVOICE_SHARES, "/workspaces", "[]"),
                Arguments.of(EventTypes.INVOICE_SHARES, "/workspaces", shares(InvoiceShares.MAX_WORKSPACES + 1)),
                Arguments.of(EventTypes.INVOICE_SHARES, "/workspaces/0/workspaceId", "\"newsletter\""),
                Arguments.of(EventTypes.LIMIT_REACHED, "/threshold", "\"MEDIUM\""),
                Arguments.of(EventTypes.LIMIT_REACHED, "/behaviour", "\"IGNORE\""),
                Arguments.of(EventTypes.LIMIT_REACHED, "/limitQuantity", "-5"),
                Arguments.of(EventTypes.AUDIT_EVENT, "/category", "\"BILLING\""),
                Arguments.of(EventTypes.AUDIT_EVENT, "/severity", "\"FATAL\""),
                Arguments.of(EventTypes.AUDIT_EVENT, "/actor/type", "\"ALIEN\""),
                Arguments.of(EventTypes.AUDIT_EVENT, "/actor/id", "\"\""),
                Arguments.of(EventTypes.AUDIT_EVENT, "/details", "[]"));
    }

    private static String shares(int workspaces) {
        return IntStream.range(0, workspaces)
                .mapToObj(index -> EventJson.write(new WorkspaceShare(new UUID(7, index), index)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aPartHasAsManyWorkspacesAsAreAllowed() {
        ObjectNode part = read(examplesOf(EventTypes.INVOICE_SHARES.type()).getFirst());
        part.set("workspaces", EventJson.tree(shares(InvoiceShares.MAX_WORKSPACES)));

        assertThat(problems(EventTypes.INVOICE_SHARES.schema(), part)).isEmpty();
        assertThat(EventJson.read(part.toString(), InvoiceShares.class).workspaces())
                .hasSize(InvoiceShares.MAX_WORKSPACES);
    }

    @Test
    void aPartBeyondTheLastIsRefused() {
        ObjectNode part = read(examplesOf(EventTypes.INVOICE_SHARES.type()).getFirst());
        part.put("part", 29);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventJson.read(part.toString(), InvoiceShares.class))
                .withStackTraceContaining("part 29 of 28");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDocumentWhoseTotalIsNotItsPartsIsRefused(EventDefinition<?> definition) {
        ObjectNode document = read(examplesOf(definition.type()).getFirst());
        document.put("totalMinor", -1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventJson.read(document.toString(), definition.dataClass()))
                .withStackTraceContaining("total is not subtotal plus tax");
    }

    static Stream<EventDefinition<?>> documents() {
        return Stream.of(EventTypes.INVOICE_FINALIZED, EventTypes.CREDIT_NOTE_ISSUED);
    }

    /** As it is published by the version before, and as that version reads what this one publishes. */
    @Test
    void aStateOfASubscriptionIsReadWithAndWithoutWhatWasAdded() {
        List<Path> examples = examplesOf(EventTypes.SUBSCRIPTION_CHANGED.type());
        SubscriptionChanged old = EventJson.read(read(examples.getFirst()).toString(), SubscriptionChanged.class);

        assertThat(old)
                .isEqualTo(new SubscriptionChanged(
                        old.organizationId(),
                        old.subscriptionId(),
                        old.plan(),
                        old.planVersion(),
                        old.status(),
                        old.interval(),
                        old.priceMinor(),
                        old.currency(),
                        old.startedAt(),
                        old.currentPeriodStart(),
                        old.currentPeriodEnd(),
                        old.memberLimit(),
                        old.workspaceLimit(),
                        old.revision(),
                        old.changedAt()));
        assertThat(EventJson.tree(EventTypes.SUBSCRIPTION_CHANGED.schema()).path("required"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "organizationId",
                        "subscriptionId",
                        "plan",
                        "planVersion",
                        "status",
                        "interval",
                        "priceMinor",
                        "currency",
                        "startedAt",
                        "currentPeriodStart",
                        "currentPeriodEnd",
                        "revision",
                        "changedAt");
    }

    @Test
    void whatIsAbsentMayAlsoBeNull() {
        ObjectNode state =
                read(examplesOf(EventTypes.SUBSCRIPTION_CHANGED.type()).getFirst());
        EventData before = EventJson.read(state.toString(), SubscriptionChanged.class);
        for (String name : List.of(
                "pendingPlan",
                "pendingPlanVersion",
                "pendingInterval",
                "pendingAt",
                "cancelAt",
                "trialEndsAt",
                "endedAt")) {
            state.putNull(name);
        }

        assertThat(problems(EventTypes.SUBSCRIPTION_CHANGED.schema(), state)).isEmpty();
        assertThat(EventJson.read(state.toString(), SubscriptionChanged.class)).isEqualTo(before);
    }

    @Test
    void usageOnItsWayInFollowsItsSchema() {
        String schema = EventTypes.usageEventInSchema();
        List<Path> examples = examplesOf(EventTypes.USAGE_EVENT_IN);

        assertThat(examples).hasSizeGreaterThanOrEqualTo(2).allSatisfy(file -> {
            assertThat(problems(schema, read(file))).isEmpty();
            for (JsonNode name : EventJson.tree(schema).path("required")) {
                ObjectNode missing = read(file);
                missing.remove(name.asText());
                assertThat(problems(schema, missing)).as("without " + name).isNotEmpty();
            }
        });
        for (String[] wrong : List.of(
                new String[] {"/specversion", "\"0.3\""},
                new String[] {"/id", "\"\""},
                new String[] {"/type", "\"E-Mails\""},
                new String[] {"/subject", "\"newsletter\""},
                new String[] {"/time", "\"today\""},
                new String[] {"/data", "7"},
                new String[] {"/data/quantity", "-1"},
                new String[] {"/data/quantity", "0.5"},
                new String[] {"/data/properties", "[]"})) {
            ObjectNode example = read(examples.getFirst());
            set(example, wrong[0], EventJson.tree(wrong[1]));
            assertThat(problems(schema, example))
                    .as(wrong[0] + " = " + wrong[1])
                    .isNotEmpty();
        }
    }

    @Test
    void aUsageEventOnItsTopicFollowsItsSchemaAndComesBackUnchanged() {
        String schema = EventTypes.usageIngestSchema();
        List<Path> examples = examplesOf(EventTypes.USAGE_INGEST);

        assertThat(examples).hasSizeGreaterThanOrEqualTo(2).allSatisfy(file -> {
            ObjectNode example = read(file);
            assertThat(problems(schema, example)).isEmpty();
            QueuedUsage usage = queued(example);
            assertThat(usage.key()).isEqualTo(example.path("key").asText());
            assertThat(usage.headers()).isEqualTo(headers(example));
            assertThat(EventJson.read(usage.value(), JsonNode.class)).isEqualTo(example.path("value"));
        });
        ObjectNode example = read(examples.getFirst());
        for (JsonNode name : EventJson.tree(schema).at("/properties/headers/required")) {
            ObjectNode missing = example.deepCopy();
            ((ObjectNode) missing.path("headers")).remove(name.asText());
            assertThat(problems(schema, missing)).as("without " + name).isNotEmpty();
            if (!name.asText().equals(EventHeaders.CONTENT_TYPE)) {
                assertThatIllegalArgumentException().as("without " + name).isThrownBy(() -> queued(missing));
            }
        }
        for (String[] wrong : List.of(
                new String[] {"/key", "\"acme\""},
                new String[] {"/headers/ce_organization", "\"acme\""},
                new String[] {"/headers/ce_receivedtime", "\"today\""},
                new String[] {"/headers/ce_reachteams", "\"sales\""})) {
            ObjectNode bad = example.deepCopy();
            set(bad, wrong[0], EventJson.tree(wrong[1]));
            assertThat(problems(schema, bad)).as(wrong[0]).isNotEmpty();
            assertThatIllegalArgumentException().as(wrong[0]).isThrownBy(() -> queued(bad));
        }
    }

    private static QueuedUsage queued(ObjectNode example) {
        return QueuedUsage.ofRecord(
                example.path("key").asText(),
                headers(example),
                example.path("value").toString().getBytes(StandardCharsets.UTF_8),
                Instant.EPOCH);
    }

    private static Map<String, String> headers(ObjectNode example) {
        Map<String, String> headers = new LinkedHashMap<>();
        example.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    private static void assertRefused(EventDefinition<?> definition, JsonNode json, String what) {
        assertThat(problems(definition.schema(), json)).as(what).isNotEmpty();
        assertThatIllegalArgumentException()
                .as(what)
                .isThrownBy(() -> EventJson.read(json.toString(), definition.dataClass()));
    }

    private static JsonNode wrongTyped(JsonNode value) {
        return value.isObject() || value.isArray()
                ? EventJson.mapper().getNodeFactory().numberNode(5)
                : EventJson.mapper().createObjectNode().put("not", "this");
    }

    private static void set(ObjectNode root, String pointer, JsonNode value) {
        int last = pointer.lastIndexOf('/');
        String name = pointer.substring(last + 1);
        JsonNode parent = root.at(pointer.substring(0, last));
        switch (parent) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array -> array.set(Integer.parseInt(name), value);
            default -> throw new IllegalArgumentException("nothing at " + pointer);
        }
    }

    private static Set<ValidationMessage> problems(String schemaText, JsonNode json) {
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaText, config);
        return schema.validate(json);
    }

    private static List<Path> examplesOf(String type) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("examples").resolve(type))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) EventJson.tree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
