package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the summary shows out of the services' documents. A required member that is missing is not read as 0 or as
 * an empty text: the document is malformed, which is an {@link IllegalArgumentException} or a
 * {@link java.time.DateTimeException}.
 */
final class Reading {

    private static final int TOP = 5;
    private static final int LATEST_INVOICES = 3;
    private static final String UTC = "UTC";

    private Reading() {}

    static SummaryView.Organization organization(UUID id, JsonNode node) {
        return new SummaryView.Organization(id, required(node, "name"), text(node, "timeZone"));
    }

    /** The ids of the organizations that somebody belongs to. */
    static List<UUID> organizations(JsonNode me) {
        List<UUID> ids = new ArrayList<>();
        for (JsonNode organization : list(me, "organizations")) {
            ids.add(UUID.fromString(required(organization, "id")));
        }
        return ids;
    }

    /** Null without a subscription. */
    static SummaryView.@Nullable Usage usage(JsonNode node) {
        if (list(node, "meters").isEmpty() || !node.hasNonNull("periodStart")) {
            return null;
        }
        List<SummaryView.MeterUsage> meters = new ArrayList<>();
        for (JsonNode meter : list(node, "meters")) {
            meters.add(new SummaryView.MeterUsage(
                    required(meter, "meter"),
                    text(meter, "unit"),
                    count(meter, "used"),
                    meter.hasNonNull("state") ? MeterState.valueOf(required(meter, "state")) : null,
                    instantOrNone(meter, "stateSince"),
                    number(meter, "included"),
                    number(meter, "limit"),
                    number(meter, "softLimit"),
                    number(meter, "cap"),
                    text(meter, "behaviour"),
                    number(meter, "remaining")));
        }
        String scope = text(node, "scope");
        return new SummaryView.Usage(
                scope == null ? SummaryView.Usage.ORGANIZATION : scope,
                instant(node, "periodStart"),
                instant(node, "periodEnd"),
                meters);
    }

    /** The newest subscription when it is live: there is at most one such, and it is the newest. */
    static SummaryView.@Nullable Subscription subscription(JsonNode page) {
        JsonNode newest = list(page, "items").path(0);
        if (newest.isMissingNode() || required(newest, "status").equals("CANCELED")) {
            return null;
        }
        return new SummaryView.Subscription(
                required(newest, "plan"),
                required(newest, "planName"),
                required(newest, "status"),
                required(newest, "interval"),
                count(newest.path("price"), "amountMinor"),
                required(newest.path("price"), "currency"),
                instant(newest, "currentPeriodEnd"),
                instantOrNone(newest, "trialEnd"),
                newest.hasNonNull("pendingChange") ? pendingChange(newest.path("pendingChange")) : null,
                instantOrNone(newest, "cancelAt"));
    }

    private static SummaryView.PendingChange pendingChange(JsonNode change) {
        return new SummaryView.PendingChange(
                required(change, "plan"),
                required(change, "planName"),
                required(change, "interval"),
                count(change.path("price"), "amountMinor"),
                instant(change, "at"));
    }

    /** Whether there never was a subscription. */
    static boolean neverSubscribed(JsonNode page) {
        return list(page, "items").isEmpty();
    }

    static @Nullable Instant createdAt(JsonNode organization) {
        return instantOrNone(organization, "createdAt");
    }

    /** The zone whose days its dates are; UTC where it has none. */
    static ZoneId zone(JsonNode organization) {
        String zone = text(organization, "timeZone");
        return ZoneId.of(zone == null ? UTC : zone);
    }

    static Long owners(JsonNode counts) {
        return count(counts, "owners");
    }

    /**
     * Days as the answer dates them. The reporting-service of the previous version returns only when they start, and
     * the zone.
     */
    static SummaryView.Series series(JsonNode node, Instant answeredAt) {
        ZoneId zone = ZoneId.of(required(node, "timeZone"));
        Instant asOf = asOf(node);
        List<SummaryView.MeterSeries> meters = new ArrayList<>();
        for (JsonNode meter : list(node, "meters")) {
            List<SummaryView.Point> points = new ArrayList<>();
            for (JsonNode point : list(meter, "points")) {
                Instant start = instant(point, "start");
                boolean arrived = asOf != null && start.isBefore(asOf);
                points.add(new SummaryView.Point(
                        start.toString(), date(point, "date", start, zone), arrived ? count(point, "quantity") : null));
            }
            meters.add(new SummaryView.MeterSeries(required(meter, "meter"), points));
        }
        return new SummaryView.Series(
                required(node, "interval"),
                zone.getId().equals("Z") ? UTC : zone.getId(),
                date(node, "today", answeredAt, zone),
                node.path("approximate").asBoolean(),
                meters);
    }

    private static LocalDate date(JsonNode node, String field, Instant otherwise, ZoneId zone) {
        return node.hasNonNull(field)
                ? LocalDate.parse(node.path(field).asText())
                : LocalDate.ofInstant(otherwise, zone);
    }

    static @Nullable Instant asOf(JsonNode node) {
        return instantOrNone(node, "asOf");
    }

    static List<SummaryView.WorkspaceUsage> topWorkspaces(JsonNode node) {
        List<SummaryView.WorkspaceUsage> top = new ArrayList<>();
        for (JsonNode workspace : list(node, "topWorkspaces")) {
            top.add(new SummaryView.WorkspaceUsage(
                    UUID.fromString(required(workspace, "workspaceId")),
                    text(workspace, "name"),
                    required(workspace, "meter"),
                    count(workspace, "quantity"),
                    workspace.path("share").asDouble()));
        }
        top.sort(Comparator.comparingDouble(SummaryView.WorkspaceUsage::share).reversed());
        return List.copyOf(top.subList(0, Math.min(TOP, top.size())));
    }

    static SummaryView.@Nullable Revenue revenue(JsonNode node) {
        for (JsonNode currency : list(node, "currencies")) {
            JsonNode revenue = currency.path("revenue");
            return new SummaryView.Revenue(
                    required(node, "periodStart"),
                    required(currency, "currency"),
                    count(revenue, "subscriptionMinor"),
                    count(revenue, "overageMinor"),
                    count(revenue, "totalMinor"));
        }
        return null;
    }

    static SummaryView.Charges charges(JsonNode node) {
        JsonNode soFar = node.path("soFar");
        long subscription = 0;
        long overage = 0;
        Instant from = null;
        Instant to = null;
        for (JsonNode line : list(soFar, "lines")) {
            long amount = count(line.path("amount"), "amountMinor");
            switch (required(line, "kind")) {
                case "SUBSCRIPTION" -> {
                    subscription = Math.addExact(subscription, amount);
                    from = earlier(from, instantOrNone(line, "start"));
                    to = later(to, instantOrNone(line, "end"));
                }
                case "OVERAGE" -> overage = Math.addExact(overage, amount);
                default -> {}
            }
        }
        long total = count(soFar.path("total"), "amountMinor");
        return new SummaryView.Charges(
                instantOrNone(node, "issueAt"),
                instant(node, "periodStart"),
                instant(node, "periodEnd"),
                required(soFar.path("total"), "currency"),
                total,
                subscription,
                from,
                to,
                overage,
                Math.subtractExact(total, Math.addExact(subscription, overage)),
                soFar.hasNonNull("creditApplied") ? count(soFar.path("creditApplied"), "amountMinor") : 0,
                node.hasNonNull("expected") ? (Long) count(node.path("expected").path("total"), "amountMinor") : null);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    static List<SummaryView.OpenInvoices> openInvoices(JsonNode node) {
        List<SummaryView.OpenInvoices> open = new ArrayList<>();
        for (JsonNode each : list(node, "currencies")) {
            open.add(new SummaryView.OpenInvoices(
                    required(each.path("amount"), "currency"),
                    count(each, "invoices"),
                    count(each.path("amount"), "amountMinor"),
                    instant(each, "oldestIssuedAt")));
        }
        return List.copyOf(open);
    }

    /** The newest; the others of the page are there for the numbers of those that credit notes correct. */
    static List<SummaryView.IssuedInvoice> latestInvoices(JsonNode page) {
        Map<String, String> numbers = new HashMap<>();
        for (JsonNode invoice : list(page, "items")) {
            numbers.put(required(invoice, "id"), required(invoice, "number"));
        }
        List<SummaryView.IssuedInvoice> latest = new ArrayList<>();
        for (JsonNode invoice : list(page, "items")) {
            if (latest.size() < LATEST_INVOICES) {
                latest.add(issuedInvoice(invoice, numbers));
            }
        }
        return List.copyOf(latest);
    }

    /** The billing-service of the previous version tells no type: all are invoices. */
    private static SummaryView.IssuedInvoice issuedInvoice(JsonNode invoice, Map<String, String> numbers) {
        String type = text(invoice, "type");
        String corrects = text(invoice, "corrects");
        return new SummaryView.IssuedInvoice(
                UUID.fromString(required(invoice, "id")),
                type == null ? "INVOICE" : type,
                required(invoice, "number"),
                corrects == null ? null : numbers.get(corrects),
                required(invoice, "status"),
                instant(invoice, "issuedAt"),
                required(invoice.path("total"), "currency"),
                count(invoice.path("total"), "amountMinor"),
                count(invoice.path("open"), "amountMinor"));
    }

    static List<SummaryView.Activity> activity(JsonNode page) {
        List<SummaryView.Activity> activity = new ArrayList<>();
        for (JsonNode event : list(page, "items")) {
            activity.add(new SummaryView.Activity(
                    required(event, "id"),
                    instant(event, "time"),
                    required(event, "action"),
                    party(event.path("actor")),
                    target(event.path("target")),
                    required(event, "severity"),
                    required(event, "outcome"),
                    text(event, "source")));
        }
        return activity;
    }

    /** A target without a name is shown by its type, as an id means nothing to a reader. */
    private static @Nullable String target(JsonNode target) {
        return target.hasNonNull("name") ? target.path("name").asText() : text(target, "type");
    }

    private static @Nullable String party(JsonNode party) {
        return party.hasNonNull("name") ? party.path("name").asText() : text(party, "id");
    }

    private static JsonNode list(JsonNode node, String field) {
        JsonNode list = node.path(field);
        if (!list.isArray()) {
            throw new IllegalArgumentException(field + " is no list");
        }
        return list;
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(required(node, field));
    }

    private static @Nullable Instant instantOrNone(JsonNode node, String field) {
        return node.hasNonNull(field) ? instant(node, field) : null;
    }

    private static String required(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " is no text");
        }
        return node.path(field).asText();
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? required(node, field) : null;
    }

    private static long count(JsonNode node, String field) {
        if (!node.path(field).canConvertToLong() || !node.path(field).isIntegralNumber()) {
            throw new IllegalArgumentException(field + " is no whole number of 64 bits");
        }
        return node.path(field).asLong();
    }

    private static @Nullable Long number(JsonNode node, String field) {
        return node.hasNonNull(field) ? (Long) count(node, field) : null;
    }
}
