package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.plan.PublishPlanVersionRequest.MeterTerms;
import io.enterprisemode.billing.plan.PublishPlanVersionRequest.Overage;
import io.enterprisemode.billing.plan.PublishPlanVersionRequest.Price;
import io.enterprisemode.billing.plan.PublishPlanVersionRequest.Tier;
import io.enterprisemode.billing.rating.PriceModel;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.web.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a version of a plan must be like to be published. All that is wrong is said at once, field by field. */
final class PlanVersionRules {

    static final int LONGEST_NAME = 100;
    static final int MOST_PRICES = 20;
    static final int MOST_METERS = 100;
    static final int MOST_TIERS = 50;
    static final int MOST_FEATURES = 100;

    /** Decimal numbers with at most 12 decimals. */
    static final String AMOUNT = "[0-9]{1,10}(\\.[0-9]{1,12})?";

    /** Included quantities, caps, ends of tiers and sizes of packages. */
    static final long LARGEST_QUANTITY = 1_000_000_000_000_000L;

    /** Monthly and yearly prices, in minor units. */
    static final long LARGEST_PRICE_MINOR = 10_000_000_000_000L;

    /** Prices of usage, in major units. */
    static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(1_000_000_000L);

    private static final int LARGEST_POSITION = 10_000;
    private static final int LARGEST_LIMIT = 1_000_000;
    private static final int WHOLE_PERCENT = 100;
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern FEATURE = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    private static final Pattern AMOUNTS = Pattern.compile(AMOUNT);
    private static final String MISSING = "must not be null";
    private static final String TWICE = "is there twice";

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final List<FieldError> errors = new ArrayList<>();
    private final Catalogue catalogue;
    private final Set<String> currencies = new TreeSet<>();

    private PlanVersionRules(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What is wrong with a version; nothing when it can be published.
     *
     * @param code of the plan
     * @param catalogue what there is before it is published
     */
    static List<FieldError> errors(String code, PublishPlanVersionRequest request, Catalogue catalogue) {
        PlanVersionRules rules = new PlanVersionRules(catalogue);
        rules.checkPlan(code, request);
        rules.within("/version", request.version(), 1, next(catalogue, code), false);
        rules.checkPrices(request.prices());
        rules.within("/workspaceLimit", request.workspaceLimit(), 1, LARGEST_LIMIT, false);
        rules.within("/memberLimit", request.memberLimit(), 1, LARGEST_LIMIT, false);
        rules.checkMeters(request.meters());
        rules.checkFeatures(request.features());
        return List.copyOf(rules.errors);
    }

    /** The number of the next version of a plan. */
    static int next(Catalogue catalogue, String code) {
        return catalogue.newest(code).map(PlanVersion::version).orElse(0) + 1;
    }

    private void checkPlan(String code, PublishPlanVersionRequest request) {
        if (!CODE.matcher(code).matches()) {
            wrong("code", "must match " + CODE);
        }
        PlanEntry plan = catalogue.plans().get(code);
        String name = request.name();
        if (plan == null) {
            if (name == null || name.isBlank() || name.length() > LONGEST_NAME || hasControlCharacter(name)) {
                wrong("/name", "must be one line of 1 to " + LONGEST_NAME + " characters, as the plan is new");
            }
        } else if (name != null && !name.equals(plan.name())) {
            wrong("/name", "must be left out or " + plan.name() + ": the name of a plan does not change");
        }
        checkPosition(code, plan, request.position());
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private void checkPosition(String code, @Nullable PlanEntry plan, @Nullable Integer position) {
        within("/position", position, 1, LARGEST_POSITION, false);
        if (position == null) {
            return;
        }
        if (plan != null && position != plan.position()) {
            wrong("/position", "must be left out or " + plan.position() + ": the position of a plan does not change");
        }
        boolean isTaken = catalogue.plans().values().stream()
                .anyMatch(each -> each.position() == position && !each.code().equals(code));
        if (plan == null && isTaken) {
            wrong("/position", "is that of another plan");
        }
    }

    private void checkPrices(@Nullable List<@Nullable Price> prices) {
        if (prices == null || prices.isEmpty() || prices.size() > MOST_PRICES) {
            wrong("/prices", "must be 1 to " + MOST_PRICES + " prices");
        }
        each("/prices", prices, (pointer, price) -> {
            String currency = price.currency();
            if (currency == null || !CURRENCIES.contains(currency)) {
                wrong(pointer + "/currency", "must be a currency of ISO 4217 with minor units, such as USD");
            } else if (!currencies.add(currency)) {
                wrong(pointer + "/currency", TWICE);
            }
            within(pointer + "/monthlyMinor", price.monthlyMinor(), 0, LARGEST_PRICE_MINOR, true);
            within(pointer + "/yearlyMinor", price.yearlyMinor(), 0, LARGEST_PRICE_MINOR, true);
        });
    }

    private void checkMeters(@Nullable List<@Nullable MeterTerms> meters) {
        atMost("/meters", meters, MOST_METERS);
        Set<String> seen = new HashSet<>();
        each("/meters", meters, (pointer, terms) -> {
            String meter = terms.meter();
            if (meter == null || catalogue.meter(meter).isEmpty()) {
                wrong(pointer + "/meter", "is not the code of a meter");
            } else if (!seen.add(meter)) {
                wrong(pointer + "/meter", TWICE);
            }
            checkLimits(pointer, terms);
            checkOverage(pointer + "/overage", terms);
        });
    }

    private void checkLimits(String pointer, MeterTerms terms) {
        Long included = terms.included();
        Long cap = terms.cap();
        within(pointer + "/included", included, 0, LARGEST_QUANTITY, true);
        within(pointer + "/softLimitPercent", terms.softLimitPercent(), 1, WHOLE_PERCENT, false);
        if (within(pointer + "/cap", cap, 0, LARGEST_QUANTITY, false)
                && cap != null
                && included != null
                && cap < included) {
            wrong(pointer + "/cap", "must not be below what is included");
        }
        if (terms.behaviour() == null) {
            wrong(pointer + "/behaviour", MISSING);
        }
    }

    private void checkOverage(String pointer, MeterTerms terms) {
        if (terms.behaviour() != LimitBehaviour.OVERAGE) {
            if (terms.behaviour() != null && !terms.overages().isEmpty()) {
                wrong(pointer, "goes with OVERAGE only, not with " + terms.behaviour());
            }
            return;
        }
        Set<String> priced = new HashSet<>();
        each(pointer, terms.overages(), (at, overage) -> {
            String currency = overage.currency();
            if (currency == null || !currencies.contains(currency)) {
                wrong(at + "/currency", "must be one of the version's currencies");
            } else if (!priced.add(currency)) {
                wrong(at + "/currency", TWICE);
            }
            checkPrice(at, overage);
        });
        Set<String> missing = new TreeSet<>(currencies);
        missing.removeAll(priced);
        if (!missing.isEmpty() || (currencies.isEmpty() && terms.overages().isEmpty())) {
            wrong(
                    pointer,
                    "must have a price in every currency of the version; missing: " + String.join(", ", missing));
        }
    }

    private void checkPrice(String pointer, Overage overage) {
        PriceModel model = overage.model();
        if (model == null) {
            wrong(pointer + "/model", MISSING);
            return;
        }
        boolean isTiered = model == PriceModel.GRADUATED || model == PriceModel.VOLUME;
        if (goes(pointer + "/unitPrice", overage.unitPrice(), model, model == PriceModel.PER_UNIT)) {
            amount(pointer + "/unitPrice", overage.unitPrice(), true);
        }
        if (goes(pointer + "/tiers", overage.tiers(), model, isTiered)) {
            checkTiers(pointer + "/tiers", overage.tiers());
        }
        if (goes(pointer + "/packageSize", overage.packageSize(), model, model == PriceModel.PACKAGE)) {
            within(pointer + "/packageSize", overage.packageSize(), 1, LARGEST_QUANTITY, true);
        }
        if (goes(pointer + "/packagePrice", overage.packagePrice(), model, model == PriceModel.PACKAGE)) {
            amount(pointer + "/packagePrice", overage.packagePrice(), true);
        }
    }

    /** Whether a field belongs to the model; one that does not must be left out. */
    private boolean goes(String pointer, @Nullable Object value, PriceModel model, boolean belongs) {
        if (!belongs && value != null) {
            wrong(pointer, "does not go with " + model);
        }
        return belongs;
    }

    private void checkTiers(String pointer, @Nullable List<@Nullable Tier> tiers) {
        if (tiers == null || tiers.isEmpty() || tiers.size() > MOST_TIERS) {
            wrong(pointer, "must be 1 to " + MOST_TIERS + " tiers");
            return;
        }
        long below = 0;
        for (int i = 0; i < tiers.size(); i++) {
            String at = pointer + "/" + i;
            Tier tier = tiers.get(i);
            if (tier == null) {
                wrong(at, MISSING);
                continue;
            }
            Long upTo = tier.upTo();
            boolean isLast = i == tiers.size() - 1;
            if (isLast && upTo != null) {
                wrong(at + "/upTo", "must be left out: the last tier has no end");
            } else if (!isLast && (upTo == null || upTo <= below || upTo > LARGEST_QUANTITY)) {
                wrong(at + "/upTo", "must be above %d and at most %d".formatted(below, LARGEST_QUANTITY));
            }
            below = upTo == null ? below : Math.max(below, upTo);
            amount(at + "/unitPrice", tier.unitPrice(), true);
            amount(at + "/flat", tier.flat(), false);
        }
    }

    private void checkFeatures(@Nullable Map<String, @Nullable JsonNode> features) {
        if (features == null) {
            return;
        }
        if (features.size() > MOST_FEATURES) {
            wrong("/features", "must be at most " + MOST_FEATURES);
        }
        new TreeMap<>(features).forEach((name, value) -> {
            String pointer = "/features/" + name.replace("~", "~0").replace("/", "~1");
            if (!FEATURE.matcher(name).matches()) {
                wrong(pointer, "must have a name that matches " + FEATURE);
            }
            String flaw = FeatureValue.flaw(value);
            if (flaw != null) {
                wrong(pointer, flaw);
            }
        });
    }

    private void amount(String pointer, @Nullable String amount, boolean isNeeded) {
        if (amount == null ? isNeeded : !isAmount(amount)) {
            wrong(
                    pointer,
                    "must be a decimal number from 0 to %s with at most 12 decimals, such as \"0.0010\""
                            .formatted(LARGEST_AMOUNT));
        }
    }

    private static boolean isAmount(String text) {
        return AMOUNTS.matcher(text).matches() && new BigDecimal(text).compareTo(LARGEST_AMOUNT) <= 0;
    }

    /** Whether a number is within bounds, or may be missing and is. */
    private boolean within(String pointer, @Nullable Number number, long least, long most, boolean isNeeded) {
        boolean holds = number == null ? !isNeeded : number.longValue() >= least && number.longValue() <= most;
        if (!holds) {
            wrong(pointer, "must be a whole number from %d to %d".formatted(least, most));
        }
        return holds;
    }

    private void atMost(String pointer, @Nullable List<?> elements, int most) {
        if (elements != null && elements.size() > most) {
            wrong(pointer, "must be at most " + most);
        }
    }

    /** What is done with an element of a list, and where it stands. */
    @FunctionalInterface
    private interface Check<T> {

        void of(String pointer, T element);
    }

    private <T> void each(String pointer, @Nullable List<@Nullable T> elements, Check<T> check) {
        int index = 0;
        for (T element : elements == null ? List.<@Nullable T>of() : elements) {
            String at = pointer + "/" + index++;
            if (element == null) {
                wrong(at, MISSING);
            } else {
                check.of(at, element);
            }
        }
    }

    private void wrong(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }
}
