package io.enterprisemode.billing.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an organization is billed, worked out by the definition of {@code lifecycle.json} and by nothing of the service:
 * slow, and plain enough to be read beside it. There is no state that operations change. The life of each subscription
 * follows from the list of its operations: fee periods, spans of plans, usage periods. From these follows which
 * documents there will be and when. Then each document is worked out from all usage, and from the documents before it.
 */
public final class SlowBilling {

    private static final Duration LATEST_USAGE = Duration.ofDays(35);

    private final Input input;
    private final List<Life> lives = new ArrayList<>();

    public SlowBilling(Input input) {
        this.input = input;
        List<Operation> operations = input.operations();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).kind() == Kind.SUBSCRIBE) {
                int next = i + 1;
                while (next < operations.size() && operations.get(next).kind() != Kind.SUBSCRIBE) {
                    next++;
                }
                lives.add(new Life(i, operations.subList(0, next)));
            }
        }
    }

    /** Kinds of operations. */
    public enum Kind {
        SUBSCRIBE,
        CHANGE,
        CANCEL,
        UNDO
    }

    /**
     * Something that the customer does.
     *
     * @param plan of SUBSCRIBE and CHANGE; else null
     * @param months of the interval, of SUBSCRIBE and CHANGE; null: the one in force
     * @param now of CHANGE and CANCEL: at once, else at the end of the fee period
     * @param credit of CANCEL at once: whether what is left is given back
     */
    public record Operation(
            Kind kind,
            Instant at,
            @Nullable String plan,
            @Nullable Integer months,
            int trialDays,
            boolean now,
            boolean credit) {}

    /**
     * What a plan grants and charges of a meter in a month.
     *
     * @param isMaximum MAX, else SUM
     * @param unitPrice in major units; null: never charged
     */
    public record Meter(
            boolean isMaximum, long included, @Nullable BigDecimal unitPrice) {}

    /** A plan, prices in minor units. */
    public record Plan(long monthlyMinor, long yearlyMinor, Map<String, Meter> meters) {

        public Plan {
            meters = Map.copyOf(meters);
        }
    }

    /** Usage that was accepted. */
    public record Usage(String meter, long quantity, Instant time, Instant receivedAt) {}

    /**
     * What is billed.
     *
     * @param decimals of the currency
     * @param usage in order of time, then of arrival
     */
    public record Input(
            int decimals,
            BigDecimal taxRate,
            Duration grace,
            Map<String, Plan> plans,
            List<Operation> operations,
            List<Usage> usage,
            Instant until) {

        public Input {
            plans = Map.copyOf(plans);
            operations = List.copyOf(operations);
            usage = List.copyOf(usage);
        }
    }

    /** Kinds of lines, in their order on a document. */
    public enum LineKind {
        CREDIT,
        FEE,
        USAGE,
        ADJUSTMENT
    }

    /** A line of a document. */
    public record Line(
            LineKind kind,
            String plan,
            @Nullable String meter,
            Instant start,
            Instant end,
            @Nullable Long quantity,
            long amountMinor) {}

    /** A document. */
    public record Document(
            boolean isInvoice,
            Instant at,
            List<Line> lines,
            long netMinor,
            long taxMinor,
            long totalMinor,
            long creditAppliedMinor) {

        public Document {
            lines = List.copyOf(lines);
        }
    }

    /**
     * How the latest subscription stands.
     *
     * @param pendingPlan of a change that waits; else null
     * @param cancelAt when a cancellation that waits takes effect; else null
     */
    public record Standing(
            String status,
            String plan,
            int months,
            @Nullable String pendingPlan,
            @Nullable Instant cancelAt) {}

    /**
     * What a meter comes to in a usage period.
     *
     * @param used the sum; of MAX the greatest level
     */
    public record Rated(BigInteger used, long charged, long amountMinor) {}

    /**
     * A meter in a usage period that has been billed.
     *
     * @param rated by all usage that was received when a document last had adjustments
     * @param quantities that may have been charged: a change of it that does not amount to a minor unit waits
     */
    public record Billed(String meter, Instant start, Instant end, Rated rated, Set<Long> quantities) {

        public Billed {
            quantities = Set.copyOf(quantities);
        }
    }

    /** The beginning of the n-th period after an anchor. */
    private static Instant period(Instant anchor, int months, long n) {
        return anchor.atOffset(ZoneOffset.UTC).plusMonths(months * n).toInstant();
    }

    private static long seconds(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds();
    }

    private static long rounded(BigInteger numerator, BigInteger denominator) {
        return rounded(new BigDecimal(numerator), denominator);
    }

    private static long rounded(BigDecimal numerator, BigInteger denominator) {
        return numerator
                .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private Plan plan(String code) {
        return Optional.ofNullable(input.plans().get(code)).orElseThrow();
    }

    private long price(String code, int months) {
        return months == 1 ? plan(code).monthlyMinor() : plan(code).yearlyMinor();
    }

    /** How a fee period comes to be charged. */
    private enum Charged {
        /** It is the trial, which costs nothing. */
        NOT,
        /** Where the subscription becomes active. */
        AT_ANCHOR,
        /** With the change of the interval that began it. */
        WITH_CHANGE,
        /** With the draft of the usage period that ends there, or by itself. */
        WITH_DRAFT
    }

    /**
     * A fee period, or the trial.
     *
     * @param planAtStart the plan that its fee is of
     * @param end as it began
     * @param ranUntil where it was ended; the same as {@code end} when it ran to its end
     * @param operations what was done in it, with what it was ended by
     * @param planAtEnd the plan that it ended with
     */
    private record FeePeriod(
            Charged charged,
            String planAtStart,
            int months,
            Instant start,
            Instant end,
            Instant ranUntil,
            List<Integer> operations,
            String planAtEnd) {}

    /** From when on a plan was in force. */
    private record Span(Instant from, String plan) {}

    /**
     * A part of a usage period.
     *
     * @param weight its seconds, or those that it counts for
     */
    private record Part(Instant start, Instant end, String plan, long weight) {}

    /**
     * A usage period as it ran.
     *
     * @param seconds of the whole one, uncut
     * @param openedBy the operation that cut it; -1: none
     */
    private record UsagePeriod(Instant start, Instant end, long seconds, int openedBy, List<Part> parts) {

        String plan() {
            return parts.getLast().plan();
        }
    }

    /**
     * When a document is made.
     *
     * @param phase at the same instant: 0 periods that begin, 1 operations, 2 what is finalized
     * @param order inside the phase
     */
    private record Moment(Instant at, int phase, int order) implements Comparable<Moment> {

        private static final Comparator<Moment> ORDER =
                Comparator.comparing(Moment::at).thenComparingInt(Moment::phase).thenComparingInt(Moment::order);

        @Override
        public int compareTo(Moment other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A document that will be made if it has lines.
     *
     * @param rank among those of the same moment
     */
    private record Planned(Moment moment, int rank, Function<List<Document>, List<Line>> lines) {}

    /** A subscription, as its operations made it. */
    private final class Life {

        private final int number = lives.size();
        private final int subscribing;
        private final List<Operation> operations;
        private final Instant anchor;
        private final List<FeePeriod> fees = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private final List<UsagePeriod> periods = new ArrayList<>();

        /** The operation that ended it; null: none, or one that waited. */
        private @Nullable Integer endedBy;

        private @Nullable Instant end;

        /** @param operations all until this subscription is followed by another, with those of earlier ones */
        Life(int subscribing, List<Operation> operations) {
            this.subscribing = subscribing;
            this.operations = operations;
            Operation first = operations.get(subscribing);
            String plan = Optional.ofNullable(first.plan()).orElseThrow();
            int months = Optional.ofNullable(first.months()).orElseThrow();
            this.anchor = first.at().plus(Duration.ofDays(first.trialDays()));
            spans.add(new Span(first.at(), plan));
            liveThrough(first, plan, months);
            divide();
        }

        /** Fee period by fee period. */
        private void liveThrough(Operation first, String firstPlan, int firstMonths) {
            boolean trial = first.trialDays() > 0;
            Charged charged = trial ? Charged.NOT : Charged.AT_ANCHOR;
            String plan = firstPlan;
            int months = firstMonths;
            Instant counted = anchor;
            long n = 0;
            Instant start = first.at();
            int next = subscribing + 1;
            while (!start.isAfter(input.until())) {
                String planAtStart = plan;
                int monthsAtStart = months;
                Instant feeEnd = charged == Charged.NOT ? anchor : period(counted, months, n + 1);
                List<Integer> done = new ArrayList<>();
                Instant endedAt = null;
                boolean restarts = false;
                while (endedAt == null
                        && next < operations.size()
                        && operations.get(next).at().isBefore(feeEnd)) {
                    Operation operation = operations.get(next);
                    done.add(next);
                    if (operation.kind() == Kind.CANCEL && operation.now()) {
                        endedAt = operation.at();
                        endedBy = next;
                        end = endedAt;
                    } else if (operation.kind() == Kind.CHANGE && (operation.now() || charged == Charged.NOT)) {
                        String changed = Optional.ofNullable(operation.plan()).orElseThrow();
                        spanTo(operation.at(), changed);
                        plan = changed;
                        int asked = operation.months() == null ? months : operation.months();
                        restarts = asked != months && charged != Charged.NOT;
                        months = asked;
                        endedAt = restarts ? operation.at() : null;
                    }
                    next++;
                }
                fees.add(new FeePeriod(
                        charged,
                        planAtStart,
                        monthsAtStart,
                        start,
                        feeEnd,
                        endedAt == null ? feeEnd : endedAt,
                        done,
                        plan));
                if (end != null) {
                    return;
                }
                if (endedAt != null) {
                    charged = Charged.WITH_CHANGE;
                    start = endedAt;
                    counted = endedAt;
                    n = 0;
                    continue;
                }
                if (feeEnd.isAfter(input.until())) {
                    return;
                }
                Operation waiting = waiting(done, charged == Charged.NOT);
                if (waiting != null && waiting.kind() == Kind.CANCEL) {
                    end = feeEnd;
                    return;
                }
                n++;
                if (charged == Charged.NOT) {
                    charged = Charged.AT_ANCHOR;
                    n = 0;
                } else {
                    charged = Charged.WITH_DRAFT;
                }
                if (waiting != null) {
                    plan = Optional.ofNullable(waiting.plan()).orElseThrow();
                    spanTo(feeEnd, plan);
                    if (waiting.months() != null && waiting.months() != months) {
                        months = waiting.months();
                        counted = feeEnd;
                        n = 0;
                    }
                }
                start = feeEnd;
            }
        }

        private void spanTo(Instant from, String plan) {
            if (!spans.getLast().plan().equals(plan)) {
                spans.add(new Span(from, plan));
            }
        }

        /** What waits after these operations of one fee period. */
        private @Nullable Operation waiting(List<Integer> done, boolean isTrial) {
            Operation waiting = null;
            for (int index : done) {
                Operation operation = operations.get(index);
                if (isTrial && operation.kind() == Kind.CHANGE) {
                    continue;
                }
                waiting = operation.kind() == Kind.UNDO || operation.now() ? null : operation;
            }
            return waiting;
        }

        /** Usage periods and their parts. */
        private void divide() {
            Instant last = end == null ? input.until() : end;
            boolean endedInTrial = end != null && fees.getLast().charged() == Charged.NOT;
            if (endedInTrial) {
                return;
            }
            for (long n = 0; ; n++) {
                Instant start = period(anchor, 1, n);
                Instant whole = period(anchor, 1, n + 1);
                boolean afterEnd = start.isAfter(last) || (end != null && endedBy == null && start.equals(end));
                if (afterEnd) {
                    return;
                }
                boolean isCut = end != null && whole.isAfter(end);
                Instant until = isCut && end != null ? end : whole;
                periods.add(new UsagePeriod(
                        start,
                        until,
                        seconds(start, whole),
                        isCut && endedBy != null ? endedBy : -1,
                        parts(start, until, isCut ? whole : until)));
                if (isCut) {
                    return;
                }
            }
        }

        private List<Part> parts(Instant start, Instant until, Instant whole) {
            SortedSet<Instant> ends = new TreeSet<>();
            List<Part> parts = new ArrayList<>();
            spans.forEach(span -> {
                if (span.from().isAfter(start) && span.from().isBefore(until)) {
                    ends.add(span.from());
                }
            });
            ends.add(until);
            Instant from = start;
            for (Instant to : ends) {
                if (from.isBefore(to)) {
                    parts.add(new Part(from, to, planAt(from), seconds(from, to)));
                }
                from = to;
            }
            boolean feeIsKept = endedBy != null && !operations.get(endedBy).credit();
            if (feeIsKept && whole.isAfter(until) && !parts.isEmpty()) {
                Part last = parts.removeLast();
                Instant kept = fees.getLast().end();
                Instant runsTo = kept.isBefore(whole) ? kept : whole;
                parts.add(new Part(last.start(), last.end(), last.plan(), seconds(last.start(), runsTo)));
            }
            return parts;
        }

        /** The plan that the last change at or before an instant left. */
        private String planAt(Instant at) {
            return spans.stream()
                    .filter(span -> !span.from().isAfter(at))
                    .reduce((before, after) -> after)
                    .orElseThrow()
                    .plan();
        }

        /** When the draft of a usage period becomes a document. */
        private Moment finalized(UsagePeriod period) {
            Moment byTime = new Moment(period.end().plus(input.grace()), 2, number);
            for (int i = subscribing + 1; i < operations.size(); i++) {
                Operation operation = operations.get(i);
                Moment moment = new Moment(operation.at(), 1, i);
                if (i > period.openedBy()
                        && (operation.kind() == Kind.CHANGE || operation.kind() == Kind.CANCEL)
                        && operation.now()
                        && !operation.at().isBefore(period.end())
                        && moment.compareTo(byTime) < 0) {
                    return moment;
                }
            }
            return byTime;
        }

        /** All documents that there may be, in no order. */
        List<Planned> documents() {
            List<Planned> documents = new ArrayList<>();
            int afterDrafts = Integer.MAX_VALUE;
            for (FeePeriod fee : fees) {
                Moment begins =
                        fee.start().equals(operations.get(subscribing).at()) && fee.charged() == Charged.AT_ANCHOR
                                ? new Moment(fee.start(), 1, subscribing)
                                : new Moment(fee.start(), 0, 0);
                boolean byItself = fee.charged() == Charged.AT_ANCHOR
                        || (fee.charged() == Charged.WITH_DRAFT
                                && periods.stream()
                                        .filter(period -> period.openedBy() < 0)
                                        .noneMatch(period -> period.end().equals(fee.start())));
                if (byItself) {
                    documents.add(new Planned(begins, afterDrafts, before -> List.of(fee(fee))));
                }
                for (int index : fee.operations()) {
                    documents.add(new Planned(
                            new Moment(operations.get(index).at(), 1, index),
                            afterDrafts,
                            before -> atOnce(fee, index)));
                }
            }
            for (int i = 0; i < periods.size(); i++) {
                UsagePeriod period = periods.get(i);
                Moment moment = finalized(period);
                List<UsagePeriod> earlier = periods.subList(0, i);
                documents.add(new Planned(moment, i, before -> draft(period, earlier, moment.at(), before)));
            }
            if (end != null) {
                Instant last = end.plus(LATEST_USAGE).plus(input.grace());
                documents.add(new Planned(
                        new Moment(last, 2, number), afterDrafts, before -> adjustments(periods, last, before)));
            }
            return documents;
        }

        private Line fee(FeePeriod fee) {
            return new Line(
                    LineKind.FEE,
                    fee.planAtStart(),
                    null,
                    fee.start(),
                    fee.end(),
                    null,
                    price(fee.planAtStart(), fee.months()));
        }

        /** What is credited and charged by an operation at once. */
        private List<Line> atOnce(FeePeriod fee, int index) {
            Operation operation = operations.get(index);
            List<Line> lines = new ArrayList<>();
            if (fee.charged() == Charged.NOT || !operation.now() || operation.kind() == Kind.UNDO) {
                return lines;
            }
            String before = fee.planAtStart();
            for (int earlier : fee.operations()) {
                Operation change = operations.get(earlier);
                if (earlier < index && change.kind() == Kind.CHANGE && change.now()) {
                    before = Optional.ofNullable(change.plan()).orElseThrow();
                }
            }
            if (operation.kind() == Kind.CHANGE || operation.credit()) {
                long credited = share(fee, before, operation.at());
                lines.add(new Line(LineKind.CREDIT, before, null, operation.at(), fee.end(), null, -credited));
            }
            if (operation.kind() == Kind.CHANGE) {
                String to = Optional.ofNullable(operation.plan()).orElseThrow();
                if (operation.months() == null || operation.months() == fee.months()) {
                    long charge = share(fee, to, operation.at());
                    lines.add(new Line(LineKind.FEE, to, null, operation.at(), fee.end(), null, charge));
                } else {
                    int months = operation.months();
                    lines.add(new Line(
                            LineKind.FEE,
                            to,
                            null,
                            operation.at(),
                            period(operation.at(), months, 1),
                            null,
                            price(to, months)));
                }
            }
            return lines;
        }

        private long share(FeePeriod fee, String plan, Instant at) {
            return rounded(
                    BigInteger.valueOf(price(plan, fee.months())).multiply(BigInteger.valueOf(seconds(at, fee.end()))),
                    BigInteger.valueOf(seconds(fee.start(), fee.end())));
        }

        private List<Line> draft(UsagePeriod period, List<UsagePeriod> earlier, Instant at, List<Document> before) {
            List<Line> lines = new ArrayList<>();
            fees.stream()
                    .filter(fee ->
                            fee.charged() == Charged.WITH_DRAFT && fee.start().equals(period.end()))
                    .filter(fee -> period.openedBy() < 0)
                    .forEach(fee -> lines.add(fee(fee)));
            for (String meter : meters()) {
                if (!period.parts().isEmpty()) {
                    Rated rated = rated(period, meter, at);
                    lines.add(new Line(
                            LineKind.USAGE,
                            period.plan(),
                            meter,
                            period.start(),
                            period.end(),
                            rated.charged(),
                            rated.amountMinor()));
                }
            }
            lines.addAll(adjustments(earlier, at, before));
            return lines;
        }

        private List<Line> adjustments(List<UsagePeriod> earlier, Instant at, List<Document> before) {
            List<Line> lines = new ArrayList<>();
            for (UsagePeriod period : earlier) {
                for (String meter : meters()) {
                    if (!period.parts().isEmpty()) {
                        Rated rated = rated(period, meter, at);
                        lines.add(new Line(
                                LineKind.ADJUSTMENT,
                                period.plan(),
                                meter,
                                period.start(),
                                period.end(),
                                rated.charged() - billed(before, period, meter, Line::quantity),
                                rated.amountMinor() - billed(before, period, meter, Line::amountMinor)));
                    }
                }
            }
            return lines;
        }

        private long billed(
                List<Document> before, UsagePeriod period, String meter, Function<Line, @Nullable Long> figure) {
            return before.stream()
                    .flatMap(document -> document.lines().stream())
                    .filter(line -> meter.equals(line.meter()) && line.start().equals(period.start()))
                    .mapToLong(line -> Optional.ofNullable(figure.apply(line)).orElseThrow())
                    .sum();
        }

        private SortedSet<String> meters() {
            SortedSet<String> meters = new TreeSet<>();
            input.plans().values().forEach(plan -> meters.addAll(plan.meters().keySet()));
            return meters;
        }

        /** By what was received before an instant. */
        Rated rated(UsagePeriod period, String meter, Instant receivedBefore) {
            List<Usage> usage = input.usage().stream()
                    .filter(event -> event.meter().equals(meter)
                            && event.receivedAt().isBefore(receivedBefore)
                            && !event.time().isBefore(period.start())
                            && event.time().isBefore(period.end()))
                    .toList();
            return meter(period.plan(), meter).isMaximum() ? maximum(period, meter, usage) : sum(period, meter, usage);
        }

        private Meter meter(String plan, String meter) {
            return Optional.ofNullable(plan(plan).meters().get(meter)).orElseThrow();
        }

        private Rated sum(UsagePeriod period, String meter, List<Usage> usage) {
            BigInteger used = BigInteger.ZERO;
            BigInteger usedPriced = BigInteger.ZERO;
            BigInteger included = BigInteger.ZERO;
            BigDecimal prices = BigDecimal.ZERO;
            BigInteger weights = BigInteger.ZERO;
            for (Part part : period.parts()) {
                Meter terms = meter(part.plan(), meter);
                BigInteger weight = BigInteger.valueOf(part.weight());
                BigInteger usedHere = usage.stream()
                        .filter(event -> isIn(event, part))
                        .map(event -> BigInteger.valueOf(event.quantity()))
                        .reduce(BigInteger.ZERO, BigInteger::add);
                used = used.add(usedHere);
                included = included.add(BigInteger.valueOf(terms.included()).multiply(weight));
                if (terms.unitPrice() != null) {
                    usedPriced = usedPriced.add(usedHere);
                    prices = prices.add(terms.unitPrice().multiply(new BigDecimal(weight)));
                    weights = weights.add(weight);
                }
            }
            BigInteger overage = used.subtract(included.divide(BigInteger.valueOf(period.seconds())))
                    .max(BigInteger.ZERO);
            BigInteger charged = overage.min(usedPriced);
            long amount = weights.signum() == 0
                    ? 0
                    : rounded(prices.multiply(new BigDecimal(charged)).movePointRight(input.decimals()), weights);
            return new Rated(used, charged.longValueExact(), amount);
        }

        private Rated maximum(UsagePeriod period, String meter, List<Usage> usage) {
            Map<String, Long> levels = new HashMap<>();
            for (Part part : period.parts()) {
                long carried = usage.stream()
                        .filter(event -> event.time().isBefore(part.start()))
                        .reduce((before, after) -> after)
                        .map(Usage::quantity)
                        .orElse(0L);
                long level = usage.stream()
                        .filter(event -> isIn(event, part))
                        .mapToLong(Usage::quantity)
                        .reduce(carried, Math::max);
                levels.merge(part.plan(), level, Math::max);
            }
            long used = 0;
            long charged = 0;
            BigDecimal amount = BigDecimal.ZERO;
            for (Part part : period.parts()) {
                Meter terms = meter(part.plan(), meter);
                long level = Optional.ofNullable(levels.get(part.plan())).orElseThrow();
                used = Math.max(used, level);
                if (terms.unitPrice() != null) {
                    long beyond = Math.max(0, level - terms.included());
                    charged = Math.max(charged, beyond);
                    amount = amount.add(terms.unitPrice()
                            .multiply(BigDecimal.valueOf(beyond))
                            .multiply(BigDecimal.valueOf(part.weight())));
                }
            }
            return new Rated(
                    BigInteger.valueOf(used),
                    charged,
                    rounded(amount.movePointRight(input.decimals()), BigInteger.valueOf(period.seconds())));
        }

        private static boolean isIn(Usage event, Part part) {
            return !event.time().isBefore(part.start()) && event.time().isBefore(part.end());
        }

        /** When documents had adjustments, until the end. */
        List<Instant> adjusted() {
            List<Instant> adjusted = new ArrayList<>();
            periods.forEach(period -> adjusted.add(finalized(period).at()));
            if (end != null) {
                adjusted.add(end.plus(LATEST_USAGE).plus(input.grace()));
            }
            adjusted.removeIf(at -> at.isAfter(input.until()));
            return adjusted;
        }

        Billed billed(UsagePeriod period, String meter, SortedSet<Instant> adjusted) {
            Rated last = rated(period, meter, adjusted.last());
            Set<Long> quantities = new HashSet<>();
            if (last.amountMinor() == 0) {
                quantities.add(0L);
            }
            for (Instant at : adjusted) {
                Rated then = rated(period, meter, at);
                if (then.amountMinor() == last.amountMinor()) {
                    quantities.add(then.charged());
                }
            }
            return new Billed(meter, period.start(), period.end(), last, quantities);
        }

        Standing standing() {
            FeePeriod last = fees.getLast();
            if (end != null) {
                return new Standing("CANCELED", last.planAtEnd(), monthsAtEnd(last), null, null);
            }
            Operation waiting = waiting(last.operations(), last.charged() == Charged.NOT);
            boolean cancels = waiting != null && waiting.kind() == Kind.CANCEL;
            return new Standing(
                    last.charged() == Charged.NOT ? "TRIALING" : "ACTIVE",
                    last.planAtEnd(),
                    monthsAtEnd(last),
                    waiting == null || cancels ? null : waiting.plan(),
                    cancels ? last.end() : null);
        }

        /** Only in a trial another interval leaves the period as it is. */
        private int monthsAtEnd(FeePeriod fee) {
            int months = fee.months();
            for (int index : fee.operations()) {
                Operation operation = operations.get(index);
                if (fee.charged() == Charged.NOT && operation.kind() == Kind.CHANGE && operation.months() != null) {
                    months = operation.months();
                }
            }
            return months;
        }
    }

    /** All documents until the end, in the order in which they come about. */
    public List<Document> documents() {
        List<Planned> planned = new ArrayList<>();
        lives.forEach(life -> planned.addAll(life.documents()));
        planned.removeIf(document -> document.moment().at().isAfter(input.until()));
        planned.sort(Comparator.comparing(Planned::moment).thenComparingInt(Planned::rank));
        List<Document> documents = new ArrayList<>();
        for (Planned document : planned) {
            List<Line> lines = new ArrayList<>(document.lines().apply(List.copyOf(documents)));
            lines.removeIf(line -> line.amountMinor() == 0);
            if (!lines.isEmpty()) {
                lines.sort(Comparator.comparing(Line::kind)
                        .thenComparing(Line::start)
                        .thenComparing(line -> Optional.ofNullable(line.meter()).orElse("")));
                documents.add(document(document.moment().at(), lines, credit(documents)));
            }
        }
        return documents;
    }

    private Document document(Instant at, List<Line> lines, long credit) {
        long net = lines.stream().mapToLong(Line::amountMinor).sum();
        long tax = rounded(input.taxRate().multiply(BigDecimal.valueOf(net)), BigInteger.ONE);
        long total = net + tax;
        return new Document(net >= 0, at, lines, net, tax, total, net >= 0 ? Math.min(credit, total) : 0);
    }

    /** What credit notes gave, less what invoices took of it. */
    private static long credit(List<Document> documents) {
        return documents.stream()
                .mapToLong(document -> document.isInvoice() ? -document.creditAppliedMinor() : -document.totalMinor())
                .sum();
    }

    /** Customer credit at the end, in minor units. */
    public long customerCreditMinor() {
        return credit(documents());
    }

    /** How the latest subscription stands at the end. */
    public Standing standing() {
        return lives.getLast().standing();
    }

    /** Bounds of the fee and usage periods that begin until the end. */
    public SortedSet<Instant> bounds() {
        SortedSet<Instant> bounds = new TreeSet<>();
        for (Life life : lives) {
            life.fees.forEach(fee -> bounds.addAll(List.of(fee.start(), fee.ranUntil())));
            life.periods.forEach(period -> bounds.addAll(List.of(period.start(), period.end())));
        }
        return bounds;
    }

    /** What all meters come to in all usage periods that have been finalized until the end. */
    public List<Billed> billed() {
        List<Billed> billed = new ArrayList<>();
        for (Life life : lives) {
            SortedSet<Instant> adjusted = new TreeSet<>(life.adjusted());
            for (UsagePeriod period : life.periods) {
                SortedSet<Instant> since =
                        adjusted.tailSet(life.finalized(period).at());
                if (!since.isEmpty() && !period.parts().isEmpty()) {
                    life.meters().forEach(meter -> billed.add(life.billed(period, meter, since)));
                }
            }
        }
        return billed;
    }
}
