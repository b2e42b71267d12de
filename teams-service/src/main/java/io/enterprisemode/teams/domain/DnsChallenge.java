package io.enterprisemode.teams.domain;

import io.enterprisemode.teams.domain.DomainView.DnsRecord;
import java.util.Collection;

/** The proof of control of a domain: a text in its DNS that is unique to the organization. */
final class DnsChallenge {

    private static final String LABEL = "_enterprise-mode.";
    private static final String PREFIX = "enterprise-mode-verification=";

    private DnsChallenge() {}

    /** The record to be made. */
    static DnsRecord of(String domain, String challenge) {
        return new DnsRecord(LABEL + domain, "TXT", PREFIX + challenge);
    }

    /** Whether one of the texts found under the record's name is the expected one. */
    static boolean isAnswered(DnsRecord expected, Collection<String> texts) {
        return texts.stream().map(String::strip).anyMatch(expected.value()::equals);
    }
}
