package io.enterprisemode.audit.search;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many events there are.
 *
 * @param from included
 * @param to excluded
 * @param byCategory every category, also those without events
 * @param bySeverity every severity, also those without events
 * @param byDay every day (UTC) of the time, in order, also those without events
 */
@Schema(name = "AuditCountsView")
record AuditCountsView(
        Instant from,
        Instant to,
        long total,
        Map<String, Long> byCategory,
        Map<String, Long> bySeverity,
        List<Day> byDay) {

    /** One day. */
    @Schema(name = "AuditDay")
    record Day(LocalDate day, long count) {}
}
