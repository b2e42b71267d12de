package io.enterprisemode.audit.export;

import io.enterprisemode.audit.log.StoredAuditEvent;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.web.csv.CsvLine;

/** How an event looks as a line of the CSV export. */
final class AuditCsv {

    /** The first line. */
    static final CsvLine HEADER = CsvLine.of(
            "id",
            "time",
            "receivedAt",
            "source",
            "category",
            "severity",
            "action",
            "actorType",
            "actorId",
            "actorName",
            "actorEmail",
            "targetType",
            "targetId",
            "targetName",
            "outcome",
            "ipAddress",
            "userAgent",
            "requestId",
            "details",
            "credential");

    private AuditCsv() {}

    static CsvLine line(StoredAuditEvent event) {
        Actor actor = event.actor();
        Target target = event.target();
        return CsvLine.of(
                event.id(),
                event.time(),
                event.receivedAt(),
                event.source(),
                event.category().code(),
                event.severity(),
                event.action(),
                actor.type(),
                actor.id(),
                actor.name(),
                actor.email(),
                target.type(),
                target.id(),
                target.name(),
                event.outcome(),
                event.ipAddress(),
                event.userAgent(),
                event.requestId(),
                new CsvLine.Json(event.detailsJson()),
                event.credential());
    }
}
