package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what the summary shows out of the services' documents; what is not there is left out, never guessed. */
final class Reading {

    private static final int TOP = 5;

    private Reading() {}

    static Summary.Organization organization(UUID id, JsonNode node) {
        return new Summary.Organization(id, node.path("name").asText(id.toString()), text(node, "timeZone"));
    }

    static Summary.@Nullable Usage usage(JsonNode node) {
        if (!node.hasNonNull("periodStart")) {
            return null;
        }
        List<Summary.MeterUsage> meters = new ArrayList<>();
        for (JsonNode meter : node.path("meters")) {
            meters.add(new Summary.MeterUsage(
                    meter.path("meter").asText(),
                    text(meter, "unit"),
                    meter.path("used").asLong(),
                    meter.path("included").asLong(),
                    number(meter, "limit"),
                    number(meter, "softLimit"),
                    meter.path("behaviour").asText("WARN"),
                    number(meter, "remaining")));
        }
        return new Summary.Usage(instant(node, "periodStart"), instant(node, "periodEnd"), meters);
    }

    static Summary.@Nullable Subscription subscription(JsonNode page) {
        for (JsonNode node : page.path("items")) {
            if (!node.path("status").asText().equals("CANCELED")) {
                JsonNode price = node.path("price");
                return new Summary.Subscription(
                        node.path("plan").asText(),
                        node.path("planName").asText(node.path("plan").asText()),
                        node.path("status").asText(),
                        node.path("interval").asText(),
                        price.path("amountMinor").asLong(),
                        price.path("currency").asText(),
                        instant(node, "currentPeriodEnd"));
            }
        }
        return null;
    }

    static @Nullable Integer owners(JsonNode page) {
        int owners = 0;
        for (JsonNode member : page.path("items")) {
            for (JsonNode role : member.path("roles")) {
                if (role.path("nodeType").asText().equals("ORGANIZATION")
                        && role.path("role").asText().equals("OWNER")) {
                    owners++;
                }
            }
        }
        return owners;
    }

    static Summary.@Nullable Series series(JsonNode node) {
        List<Summary.MeterSeries> meters = new ArrayList<>();
        for (JsonNode meter : node.path("meters")) {
            List<Summary.Point> points = new ArrayList<>();
            for (JsonNode point : meter.path("points")) {
                points.add(new Summary.Point(
                        point.path("start").asText(), point.path("quantity").asLong()));
            }
            meters.add(new Summary.MeterSeries(meter.path("meter").asText(), points));
        }
        return new Summary.Series(node.path("interval").asText("day"), meters);
    }

    static @Nullable Instant asOf(JsonNode node) {
        return node.hasNonNull("asOf") ? instant(node, "asOf") : null;
    }

    static List<Summary.WorkspaceUsage> topWorkspaces(JsonNode node) {
        List<Summary.WorkspaceUsage> top = new ArrayList<>();
        for (JsonNode workspace : node.path("topWorkspaces")) {
            top.add(new Summary.WorkspaceUsage(
                    UUID.fromString(workspace.path("workspaceId").asText()),
                    text(workspace, "name"),
                    workspace.path("meter").asText(),
                    workspace.path("quantity").asLong(),
                    workspace.path("share").asDouble()));
        }
        top.sort(Comparator.comparingDouble(Summary.WorkspaceUsage::share).reversed());
        return List.copyOf(top.subList(0, Math.min(TOP, top.size())));
    }

    static Summary.@Nullable Revenue revenue(JsonNode node) {
        for (JsonNode currency : node.path("currencies")) {
            JsonNode revenue = currency.path("revenue");
            return new Summary.Revenue(
                    node.path("periodStart").asText(),
                    currency.path("currency").asText(),
                    revenue.path("subscriptionMinor").asLong(),
                    revenue.path("overageMinor").asLong(),
                    revenue.path("totalMinor").asLong());
        }
        return null;
    }

    static List<Summary.Activity> activity(JsonNode page) {
        List<Summary.Activity> activity = new ArrayList<>();
        for (JsonNode event : page.path("items")) {
            activity.add(new Summary.Activity(
                    event.path("id").asText(),
                    instant(event, "time"),
                    event.path("action").asText(),
                    party(event.path("actor")),
                    target(event.path("target")),
                    event.path("severity").asText(),
                    event.path("outcome").asText()));
        }
        return activity;
    }

    /** What has no name is told by its kind: an id tells people nothing. */
    private static @Nullable String target(JsonNode target) {
        return target.hasNonNull("name") ? target.path("name").asText() : text(target, "type");
    }

    private static @Nullable String party(JsonNode party) {
        return party.hasNonNull("name") ? party.path("name").asText() : text(party, "id");
    }

    private static Instant instant(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }

    private static @Nullable Long number(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asLong() : null;
    }
}
