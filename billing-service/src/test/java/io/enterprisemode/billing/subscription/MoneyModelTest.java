package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.money.SlowBilling;
import io.enterprisemode.billing.money.SlowBilling.Billed;
import io.enterprisemode.billing.money.SlowBillingCase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Random lives of organizations, carried out by the service and by {@link SlowBilling}: the same documents, and
 * everything that was used is charged once.
 *
 * <p>{@code -Dmoney.operations} says how many operations, usage events and due steps there are at least,
 * {@code -Dmoney.seed} repeats a sequence (the short form always takes the same), {@code -Dmoney.figures} names a file
 * to write the figures to, in the form of the benchmarks.
 */
@QuarkusTest
@WithSuite("billing")
@TestProfile(StoredLife.OwnClock.class)
class MoneyModelTest {

    private static final Logger LOG = Logger.getLogger(MoneyModelTest.class);
    private static final int DEFAULT_OPERATIONS = 5000;

    /** Of the short form, which shall not differ from one run to the next. */
    private static final long DEFAULT_SEED = 1;

    /** As many are described; all are counted. */
    private static final int MOST_DESCRIBED = 3;

    /** Shorter forms of a life that are tried. */
    private static final int MOST_TRIES = 200;

    private static final String CHARGED = """
            select json_build_object('meter', l.meter_code, 'start', to_char(l.period_start at time zone 'UTC',
                       'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'quantity', sum(l.quantity), 'amount', sum(l.amount_minor))
              from invoice_line l
             where l.org_id = ? and l.kind in ('OVERAGE', 'ADJUSTMENT')
             group by l.meter_code, l.period_start""";

    @Inject
    StoredLife.Services services;

    /** What a life came to. */
    private record Outcome(int steps, Optional<String> difference) {}

    @Test
    void everythingIsBilledAsTheModelSays() throws Exception {
        int wanted = Integer.getInteger("money.operations", DEFAULT_OPERATIONS);
        long seed = Long.getLong("money.seed", wanted == DEFAULT_OPERATIONS ? DEFAULT_SEED : System.nanoTime());
        LOG.infof("repeat this sequence with -Dmoney.seed=%d", seed);
        long begin = System.nanoTime();
        int operations = 0;
        int organizations = 0;
        List<String> described = new ArrayList<>();
        List<Long> differing = new ArrayList<>();
        while (operations < wanted) {
            long own = seed + organizations;
            ObjectNode input = RandomLife.of(own);
            Outcome outcome = compare(input);
            operations += Math.max(1, outcome.steps());
            organizations++;
            if (outcome.difference().isPresent()) {
                differing.add(own);
            }
        }
        LOG.infof(
                "%d operations of %d organizations in %d s, %d of them differ: seeds %s",
                operations,
                organizations,
                Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                differing.size(),
                differing);
        write(operations, differing.size());
        for (long own : differing.subList(0, Math.min(MOST_DESCRIBED, differing.size()))) {
            described.add("-Dmoney.seed=" + own + " " + shortest(RandomLife.of(own)));
        }
        assertThat(described).isEmpty();
    }

    private Outcome compare(JsonNode input) throws Exception {
        SlowBilling billing = new SlowBilling(SlowBillingCase.input(input));
        try (StoredLife life = new StoredLife(services, input)) {
            try {
                life.run();
                assertThat(life.shown()).isEqualTo(SlowBillingCase.expected(billing));
                requireChargedOnce(life, billing);
                return new Outcome(life.steps(), Optional.empty());
            } catch (Throwable difference) {
                return new Outcome(life.steps(), Optional.of(difference.toString()));
            }
        }
    }

    /** All usage of each period that was billed is within what is included, or on documents, each unit once. */
    private void requireChargedOnce(StoredLife life, SlowBilling billing) throws Exception {
        Map<String, JsonNode> charged = new HashMap<>();
        for (String row : life.rows(CHARGED)) {
            JsonNode sums = services.json().readTree(row);
            charged.put(sums.path("meter").asText() + sums.path("start").asText(), sums);
        }
        for (Billed period : billing.billed()) {
            JsonNode sums = charged.remove(period.meter() + period.start());
            long quantity = sums == null ? 0 : sums.path("quantity").longValue();
            long amount = sums == null ? 0 : sums.path("amount").longValue();
            assertThat(amount)
                    .as("amount of %s", period)
                    .isEqualTo(period.rated().amountMinor());
            assertThat(period.quantities()).as("quantities of %s", period).contains(quantity);
        }
        assertThat(charged).isEmpty();
    }

    /** Leaves out operations and usage as long as there is still a difference. */
    private String shortest(ObjectNode input) throws Exception {
        ObjectNode shortest = input;
        String difference = compare(input).difference().orElse("It does not differ again.");
        int tries = 0;
        boolean shortened = true;
        while (shortened && tries < MOST_TRIES) {
            shortened = false;
            for (ObjectNode candidate : shorter(shortest)) {
                if (!shortened && tries < MOST_TRIES && RandomLife.isPermitted(candidate)) {
                    tries++;
                    Optional<String> found = compare(candidate).difference();
                    if (found.isPresent()) {
                        shortest = candidate;
                        difference = found.get();
                        shortened = true;
                    }
                }
            }
        }
        return shortest + "\n" + difference;
    }

    private static List<ObjectNode> shorter(ObjectNode input) {
        List<ObjectNode> shorter = new ArrayList<>();
        for (String list : List.of("operations", "usage")) {
            for (int i = input.path(list).size() - 1; i >= 0; i--) {
                ObjectNode candidate = input.deepCopy();
                ((ArrayNode) candidate.path(list)).remove(i);
                shorter.add(candidate);
            }
        }
        return shorter;
    }

    private static void write(int operations, int differences) throws IOException {
        String file = System.getProperty("money.figures", "");
        if (!file.isEmpty()) {
            Path path = Path.of(file);
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, """
                    {
                      "name" : "money",
                      "figures" : [ {
                        "name" : "operations",
                        "value" : %d.0,
                        "unit" : "operations"
                      }, {
                        "name" : "differences",
                        "value" : %d.0,
                        "unit" : "organizations"
                      } ]
                    }
                    """.formatted(operations, differences));
        }
    }
}
