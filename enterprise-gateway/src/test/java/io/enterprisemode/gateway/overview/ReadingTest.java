package io.enterprisemode.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final Instant AT = Instant.parse("2026-11-28T20:00:00Z");

    @Test
    void daysAreThoseThatTheAnswerDates() {
        SummaryView.Series series = Reading.series(json("""
                {"interval": "day", "timeZone": "Asia/Kolkata", "today": "2026-11-29", "approximate": true,
                 "asOf": "2026-11-28T20:00:00Z",
                 "meters": [{"meter": "emails", "points": [
                   {"start": "2026-11-27T18:30:00Z", "date": "2026-11-28", "quantity": 7},
                   {"start": "2026-11-28T18:30:00Z", "date": "2026-11-29", "quantity": 3}]}]}"""), AT);

        assertThat(series.timeZone()).isEqualTo("Asia/Kolkata");
        assertThat(series.today()).isEqualTo("2026-11-29");
        assertThat(series.approximate()).isTrue();
        assertThat(series.meters().getFirst().points())
                .extracting(SummaryView.Point::date, SummaryView.Point::quantity)
                .containsExactly(tuple(LocalDate.parse("2026-11-28"), 7L), tuple(LocalDate.parse("2026-11-29"), 3L));
    }

    @Test
    void anAnswerOfTheVersionBeforeIsDatedByItsZone() {
        SummaryView.Series series = Reading.series(json("""
                {"interval": "day", "timeZone": "Asia/Kolkata", "asOf": "2026-11-28T20:00:00Z",
                 "meters": [{"meter": "emails", "points": [{"start": "2026-11-28T18:30:00Z",
                  "quantity": 3}]}]}"""), AT);

        assertThat(series.today()).isEqualTo("2026-11-29");
        assertThat(series.meters().getFirst().points().getFirst().date()).isEqualTo("2026-11-29");
    }

    @Test
    void whatHasNotArrivedIsNoZero() {
        SummaryView.Series series = Reading.series(json("""
                {"interval": "day", "timeZone": "UTC", "today": "2026-11-28", "asOf": "2026-11-27T14:00:00Z",
                 "meters": [{"meter": "emails", "points": [
                   {"start": "2026-11-27T00:00:00Z", "date": "2026-11-27", "quantity": 7},
                   {"start": "2026-11-28T00:00:00Z", "date": "2026-11-28", "quantity": 0}]}]}"""), AT);

        assertThat(series.meters().getFirst().points())
                .extracting(SummaryView.Point::quantity)
                .containsExactly(7L, null);
    }

    @Test
    void chargesAreToldByKindAndAddUp() {
        SummaryView.Charges charges = Reading.charges(json("""
                {"asOf": "2026-11-28T20:00:00Z", "issueAt": "2026-12-22T11:00:00Z",
                 "periodStart": "2026-11-22T10:00:00Z", "periodEnd": "2026-12-22T10:00:00Z",
                 "soFar": {"lines": [
                     {"kind": "SUBSCRIPTION", "start": "2026-12-22T10:00:00Z", "end": "2027-01-22T10:00:00Z",
                      "amount": {"amountMinor": 9900, "currency": "USD"}},
                     {"kind": "OVERAGE", "amount": {"amountMinor": 1000, "currency": "USD"}},
                     {"kind": "OVERAGE", "amount": {"amountMinor": 544, "currency": "USD"}},
                     {"kind": "CREDIT", "amount": {"amountMinor": -200, "currency": "USD"}}],
                   "total": {"amountMinor": 11244, "currency": "USD"},
                   "creditApplied": {"amountMinor": 1500, "currency": "USD"}},
                 "expected": {"lines": [], "total": {"amountMinor": 14100, "currency": "USD"}}}"""));

        assertThat(charges)
                .isEqualTo(new SummaryView.Charges(
                        Instant.parse("2026-12-22T11:00:00Z"),
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Instant.parse("2026-12-22T10:00:00Z"),
                        "USD",
                        11_244,
                        9_900,
                        Instant.parse("2026-12-22T10:00:00Z"),
                        Instant.parse("2027-01-22T10:00:00Z"),
                        1_544,
                        -200,
                        1_500,
                        14_100L));
    }

    @Test
    void whatAMeterDoesNotTellIsNull() {
        SummaryView.MeterUsage meter = Reading.usage(json("""
                        {"scope": "SUBTREE", "periodStart": "2026-11-22T10:00:00Z", "periodEnd": "2026-12-22T10:00:00Z",
                         "meters": [{"meter": "emails", "unit": "email", "used": 12}]}""")).meters().getFirst();

        assertThat(meter)
                .isEqualTo(new SummaryView.MeterUsage(
                        "emails", "email", 12, null, null, null, null, null, null, null, null));
    }

    @Test
    void aMalformedAnswerHasFailedAndTakesNothingElseWithIt() {
        Documents documents = new Documents(Map.of(
                Topic.USAGE,
                        new Answer.Fresh(
                                json("{\"meters\": [{\"meter\": \"emails\"}], \"periodStart\": \"soon\"}"), AT),
                Topic.MEMBERS, new Answer.Fresh(json("{\"people\": 3, \"owners\": 2, \"serviceAccounts\": 0}"), AT)));

        assertThat(documents.read(Topic.USAGE, Reading::usage)).isEmpty();
        assertThat(documents.read(Topic.MEMBERS, Reading::owners)).contains(2L);
        assertThat(documents.sources())
                .extracting(SummaryView.Source::name, SummaryView.Source::status, SummaryView.Source::error)
                .containsExactly(
                        tuple("members", SummaryView.SourceStatus.ok, null),
                        tuple("usage", SummaryView.SourceStatus.failed, "its answer could not be read"));
    }

    @Test
    void anEventSaysWhoVouchesForIt() {
        String event = """
                {"id": "1", "time": "2026-11-28T20:00:00Z", "action": "crm.contacts.imported",
                 "actor": {"id": "billing-service"},
                 "target": {"type": "import"}, "severity": "INFO", "outcome": "SUCCESS"%s}""";

        assertThat(Reading.activity(json("{\"items\": [" + event.formatted(", \"source\": \"/principals/7\"") + ", "
                        + event.formatted("") + "]}")))
                .extracting(SummaryView.Activity::source)
                .containsExactly("/principals/7", null);
    }

    @Test
    void aTrialAndWhatWaitsAreRead() {
        SummaryView.Subscription subscription = Reading.subscription(json("""
                {"items": [{"plan": "professional", "planName": "Professional", "status": "TRIALING",
                  "interval": "MONTH", "price": {"amountMinor": 9900, "currency": "USD"},
                  "currentPeriodEnd": "2026-12-06T10:00:00Z", "trialEnd": "2026-12-06T10:00:00Z",
                  "pendingChange": {"plan": "starter", "planVersion": 1, "planName": "Starter", "interval": "YEAR",
                    "price": {"amountMinor": 29000, "currency": "USD"}, "at": "2026-12-06T10:00:00Z"}}]}"""));

        assertThat(subscription)
                .isEqualTo(new SummaryView.Subscription(
                        "professional",
                        "Professional",
                        "TRIALING",
                        "MONTH",
                        9_900,
                        "USD",
                        Instant.parse("2026-12-06T10:00:00Z"),
                        Instant.parse("2026-12-06T10:00:00Z"),
                        new SummaryView.PendingChange(
                                "starter", "Starter", "YEAR", 29_000, Instant.parse("2026-12-06T10:00:00Z")),
                        null));
    }

    @Test
    void anAnswerOfTheVersionBeforeHasNoTrialAndNothingThatWaits() {
        SummaryView.Subscription subscription = Reading.subscription(json("""
                {"items": [{"plan": "free", "planName": "Free", "status": "ACTIVE", "interval": "MONTH",
                  "price": {"amountMinor": 0, "currency": "USD"}, "currentPeriodEnd": "2026-12-06T10:00:00Z"}]}"""));

        assertThat(subscription)
                .extracting("trialEnd", "pendingChange", "cancelAt")
                .containsOnlyNulls();
    }

    @Test
    void aCreditNoteNamesTheInvoiceThatItCorrects() {
        List<SummaryView.IssuedInvoice> latest = Reading.latestInvoices(json("""
                {"items": [
                  {"id": "0198c000-0000-7000-8000-000000000004", "type": "CREDIT_NOTE", "number": "CN-000001",
                   "corrects": "0198c000-0000-7000-8000-000000000001", "status": "PAID",
                   "issuedAt": "2026-11-28T20:00:00Z", "total": {"amountMinor": -4650, "currency": "USD"},
                   "open": {"amountMinor": 0, "currency": "USD"}},
                  {"id": "0198c000-0000-7000-8000-000000000003", "number": "INV-000003", "status": "OPEN",
                   "issuedAt": "2026-11-22T11:00:00Z", "total": {"amountMinor": 9900, "currency": "USD"},
                   "open": {"amountMinor": 5250, "currency": "USD"}},
                  {"id": "0198c000-0000-7000-8000-000000000002", "type": "INVOICE", "number": "INV-000002",
                   "status": "PAID",
                   "issuedAt": "2026-10-22T11:00:00Z", "total": {"amountMinor": 9900, "currency": "USD"},
                   "open": {"amountMinor": 0, "currency": "USD"}},
                  {"id": "0198c000-0000-7000-8000-000000000001", "type": "INVOICE", "number": "INV-000001",
                   "status": "PAID",
                   "issuedAt": "2026-09-22T11:00:00Z", "total": {"amountMinor": 9900, "currency": "USD"},
                   "open": {"amountMinor": 0, "currency": "USD"}}]}"""));

        assertThat(latest)
                .extracting("type", "number", "corrects", "totalMinor", "openMinor")
                .containsExactly(
                        tuple("CREDIT_NOTE", "CN-000001", "INV-000001", -4_650L, 0L),
                        tuple("INVOICE", "INV-000003", null, 9_900L, 5_250L),
                        tuple("INVOICE", "INV-000002", null, 9_900L, 0L));
    }

    @Test
    void whatADocumentMustHaveIsNeverTakenForNothing() {
        assertThatThrownBy(() -> Reading.owners(json("{}"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reading.openInvoices(json("{}"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reading.activity(json("{\"items\": [{}]}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
