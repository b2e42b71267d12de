package io.enterprisemode.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
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
                {"asOf": "2026-11-28T20:00:00Z", "periodStart": "2026-11-22T10:00:00Z",
                 "periodEnd": "2026-12-22T10:00:00Z",
                 "soFar": {"lines": [
                     {"kind": "SUBSCRIPTION", "amount": {"amountMinor": 9900, "currency": "USD"}},
                     {"kind": "OVERAGE", "amount": {"amountMinor": 1000, "currency": "USD"}},
                     {"kind": "OVERAGE", "amount": {"amountMinor": 544, "currency": "USD"}},
                     {"kind": "CREDIT", "amount": {"amountMinor": -200, "currency": "USD"}}],
                   "total": {"amountMinor": 11244, "currency": "USD"}},
                 "expected": {"lines": [], "total": {"amountMinor": 14100, "currency": "USD"}}}"""));

        assertThat(charges)
                .isEqualTo(new SummaryView.Charges(
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Instant.parse("2026-12-22T10:00:00Z"),
                        "USD",
                        11_244,
                        9_900,
                        1_544,
                        -200,
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
