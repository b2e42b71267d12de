package io.enterprisemode.teams.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A domain of an organization.
 *
 * @param domain in ASCII form
 * @param record what has to be in the DNS of the domain when it is verified, and has to stay there
 * @param verifiedAt null until control has been shown
 * @param recordMissingSince when the record was found to be gone; the domain lapses unless it comes back. Null while it
 *     is there
 * @param jitEnabled whether people with an address there become members on first sign-in, once it is verified
 * @param jitRole what they become
 * @param revision grows with every change; also its ETag
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Domain")
record DomainView(
        String domain,
        DnsRecord record,
        @Nullable Instant verifiedAt,
        @Nullable Instant recordMissingSince,
        boolean jitEnabled,
        JustInTimeRole jitRole,
        long revision,
        Instant createdAt,
        Instant changedAt) {

    /** A record of DNS (RFC 1035). */
    @Schema(name = "DnsRecord")
    record DnsRecord(String name, String type, String value) {}
}
