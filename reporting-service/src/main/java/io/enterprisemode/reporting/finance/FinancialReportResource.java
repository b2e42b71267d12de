package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.csv.CsvLine;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * What an organization was charged and paid. The money of an organization belongs to the organization as a whole, so
 * {@code report:read} must be held on it: a role on a team or workspace gives the usage figures of that subtree (see
 * analytics), never these.
 */
@Path("/api/reports/financial")
class FinancialReportResource {

    private static final YearMonth EARLIEST = YearMonth.of(2000, 1);

    /** Long enough for every year that Java can represent, so that a month out of bounds is refused with the bounds. */
    private static final int LONGEST_MONTH = "+999999999-12".length();

    private final FinancialReports reports;
    private final CurrentRequest current;
    private final Clock clock;

    FinancialReportResource(FinancialReports reports, CurrentRequest current, Clock clock) {
        this.reports = reports;
        this.current = current;
        this.clock = clock;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, CsvLine.MEDIA_TYPE})
    @Requires(Permission.REPORT_READ)
    @Operation(
            summary = "Financial report of a month",
            description =
                    "Invoices and credit notes issued in the month (UTC) by what they charge for, what was collected"
                            + " and refunded in it, and what is outstanding and recurs at its end."
                            + " As CSV with format=csv or Accept: text/csv.")
    @APIResponse(
            responseCode = "200",
            description = "The report",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = FinancialReportView.class)),
                @Content(mediaType = CsvLine.MEDIA_TYPE, schema = @Schema(implementation = String.class))
            })
    public Uni<Response> financialReport(
            @Parameter(
                            description = "The running month when left out.",
                            example = "2026-02",
                            schema = @Schema(type = SchemaType.STRING, pattern = "\\d{4}-\\d{2}"))
                    @QueryParam("month")
                    @Nullable
                    String month,
            @Parameter(
                            description = "Goes before the Accept header.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"json", "csv"}))
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Context HttpHeaders headers) {
        YearMonth asked = month(month);
        boolean csv = isCsv(Parameters.oneOf("format", format, List.of("json", "csv"), Function.identity()), headers);
        return reports.report(current.organization(), asked)
                .map(report -> csv
                        ? asCsv(report)
                        : Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build());
    }

    private YearMonth month(@Nullable String text) {
        YearMonth running = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        YearMonth month = Parameters.text("month", text, LONGEST_MONTH)
                .map(FinancialReportResource::parsed)
                .orElse(running);
        if (month.isAfter(running) || month.isBefore(EARLIEST)) {
            throw ProblemException.invalid("month", "must be between " + EARLIEST + " and the running month");
        }
        return month;
    }

    private static YearMonth parsed(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid("month", "must be a month such as 2026-02");
        }
    }

    private static boolean isCsv(Optional<String> format, HttpHeaders headers) {
        return format.map(name -> name.equals("csv"))
                .orElseGet(() -> headers.getAcceptableMediaTypes().stream()
                        .findFirst()
                        .filter(wanted -> !wanted.isWildcardType() && !wanted.isWildcardSubtype())
                        .filter(wanted -> wanted.isCompatible(MediaType.valueOf(CsvLine.MEDIA_TYPE)))
                        .isPresent());
    }

    private static Response asCsv(FinancialReportView report) {
        return Response.ok(FinancialCsv.text(report), CsvLine.MEDIA_TYPE)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"financial-report-" + report.month() + ".csv\"")
                .build();
    }
}
