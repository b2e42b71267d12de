package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.teams.scim.Filter.Operator;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters find in the database what a slow and obvious reading of them finds in the resources. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class FilterHqlTest {

    private static final List<String> TEXTS = List.of(
            "a", "b", "ab", "A_b", "a%b", "b!a", "Ä", "ba", "ΠΩΛΗΣΕΙΣ", "πωλησεις", "πωλησ", "İstanbul", "ß", "SS");
    private static final List<String> TYPES = List.of("work", "home");

    private final Random random = new Random(20_32);

    @Test
    void filtersMeanInTheDatabaseWhatTheyMeanInTheStandard() throws JsonProcessingException {
        Provisioning made = Provisioning.make();
        for (int i = 0; i < 25; i++) {
            made.scim().post("/Users", user(i)).statusCode(201);
        }
        JsonNode users = new ObjectMapper()
                .readTree(made.scim().get("/Users").extract().asString())
                .path("Resources");
        assertThat(users).hasSize(25);

        for (int i = 0; i < 150; i++) {
            Filter filter = filter(3);
            List<String> expected = new ArrayList<>();
            for (JsonNode user : users) {
                if (holds(filter, user)) {
                    expected.add(user.path("id").asText());
                }
            }
            List<String> found = made.scim()
                    .find("/Users", filter.toString())
                    .statusCode(200)
                    .extract()
                    .path("Resources.id");
            assertThat(found).as(filter.toString()).containsExactlyElementsOf(expected);
        }
    }

    private Map<String, Object> user(int number) {
        Map<String, Object> user = new HashMap<>(Map.of("schemas", List.of(ScimApi.USER)));
        user.put("userName", any(TEXTS) + number);
        user.put("active", random.nextBoolean());
        if (random.nextBoolean()) {
            user.put("externalId", any(TEXTS));
        }
        if (random.nextBoolean()) {
            user.put("displayName", any(TEXTS));
        }
        List<Map<String, Object>> emails = new ArrayList<>();
        for (String type : TYPES) {
            if (random.nextBoolean()) {
                emails.add(Map.of("value", any(List.of("a", "b", "ab")) + "@acme.example", "type", type));
            }
        }
        if (!emails.isEmpty()) {
            user.put("emails", emails);
        }
        return user;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Filter filter(int depth) {
        return switch (depth == 0 ? random.nextInt(3) : random.nextInt(7)) {
            case 0 -> new Filter.Present(path(any(List.of("externalId", "displayName", "emails"))));
            case 1 -> compare(any(List.of("userName", "externalId", "displayName", "emails.value", "emails.type")));
            case 2 ->
                new Filter.Compare(
                        path("active"), any(List.of(Operator.EQ, Operator.NE)), new Literal(random.nextBoolean()));
            case 3 -> new Filter.And(filter(depth - 1), filter(depth - 1));
            case 4 -> new Filter.Or(filter(depth - 1), filter(depth - 1));
            case 5 -> new Filter.Not(filter(depth - 1));
            default ->
                new Filter.Within(
                        path("emails"),
                        new Filter.And(
                                new Filter.Compare(path("type"), Operator.EQ, new Literal(any(TYPES))),
                                random.nextBoolean() ? compare("value") : new Filter.Not(compare("value"))));
        };
    }

    private Filter compare(String name) {
        boolean email = name.endsWith("value");
        String literal = name.endsWith("type") ? any(TYPES) : email ? any(List.of("a", "ab@acme.example")) : any(TEXTS);
        Operator operator = any(List.of(Operator.EQ, Operator.NE, Operator.CO, Operator.SW, Operator.EW));
        return new Filter.Compare(path(name), operator, new Literal(literal));
    }

    private static AttributePath path(String name) {
        return AttributePath.parse(name).orElseThrow();
    }

    private static boolean holds(Filter filter, JsonNode resource) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) -> holds(left, resource) && holds(right, resource);
            case Filter.Or(Filter left, Filter right) -> holds(left, resource) || holds(right, resource);
            case Filter.Not(Filter inner) -> !holds(inner, resource);
            case Filter.Present(AttributePath path) -> resource.has(path.attribute());
            case Filter.Compare(AttributePath path, Operator operator, Literal literal) -> {
                JsonNode value = resource.path(path.attribute());
                String sub = path.sub();
                if (sub == null) {
                    yield compares(operator, value.isMissingNode() ? null : value.asText(), literal, path);
                }
                boolean one = false;
                for (JsonNode each : value) {
                    one |= compares(operator, each.path(sub).asText(), literal, path);
                }
                yield one;
            }
            case Filter.Within(AttributePath path, Filter inner) -> {
                boolean one = false;
                for (JsonNode each : resource.path(path.attribute())) {
                    one |= holds(inner, each);
                }
                yield one;
            }
        };
    }

    private static boolean compares(Operator operator, @Nullable String value, Literal literal, AttributePath path) {
        if (value == null) {
            return operator == Operator.NE;
        }
        boolean exact = Set.of("externalId").contains(path.attribute());
        String left = exact ? value : CaselessText.folded(value);
        String text = String.valueOf(literal.value());
        String right = exact ? text : CaselessText.folded(text);
        return switch (operator) {
            case EQ -> left.equals(right);
            case NE -> !left.equals(right);
            case CO -> left.contains(right);
            case SW -> left.startsWith(right);
            case EW -> left.endsWith(right);
            case GT, GE, LT, LE -> throw new IllegalArgumentException("depends on the collation");
        };
    }
}
