package io.enterprisemode.billing.tax;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** Who an organization is on its documents, and how it is taxed, as it is stored. */
@Entity
@Table(name = "billing_profile")
@DynamicUpdate
class BillingProfile {

    private static final String LINE_BREAK = "\n";

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Column(name = "legal_name")
    private @Nullable String legalName;

    /** One to a line. */
    @Column(name = "address_lines")
    private String addressLines = "";

    @Column(name = "city")
    private @Nullable String city;

    @Column(name = "postal_code")
    private @Nullable String postalCode;

    @Column(name = "country")
    private @Nullable String country;

    @Column(name = "tax_id")
    private @Nullable String taxId;

    @Column(name = "email")
    private @Nullable String email;

    @Enumerated(EnumType.STRING)
    @Column(name = "tax_treatment")
    private TaxTreatment taxTreatment = TaxTreatment.RATE;

    /** With RATE; null: that of the configuration. */
    @Column(name = "tax_rate")
    private @Nullable BigDecimal taxRate;

    @Column(name = "tax_reason")
    private @Nullable String taxReason;

    /** 0: nothing was said of the organization yet. */
    @Column(name = "revision")
    private long revision;

    @Column(name = "changed_at")
    private @Nullable Instant changedAt;

    protected BillingProfile() {}

    /** That of an organization of which nothing was said. */
    BillingProfile(UUID organizationId) {
        this.organizationId = organizationId;
    }

    Party party() {
        return new Party(
                legalName,
                addressLines.isEmpty() ? List.of() : List.of(addressLines.split(LINE_BREAK, -1)),
                postalCode,
                city,
                country,
                taxId,
                email);
    }

    /** By the rate of the configuration where it has none of its own. */
    TaxRule tax(BigDecimal defaultRate) {
        return switch (taxTreatment) {
            case RATE -> TaxRule.ofRate(taxRate == null ? defaultRate : taxRate);
            case EXEMPT, REVERSE_CHARGE -> TaxRule.none(taxTreatment, Objects.requireNonNull(taxReason));
        };
    }

    boolean hasDefaultRate() {
        return taxTreatment == TaxTreatment.RATE && taxRate == null;
    }

    /** Whether this is what is stored of the tax already. */
    boolean hasTax(TaxTreatment treatment, @Nullable BigDecimal rate, @Nullable String reason) {
        return taxTreatment == treatment && isSame(taxRate, rate) && Objects.equals(taxReason, reason);
    }

    UUID organizationId() {
        return organizationId;
    }

    private static boolean isSame(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.compareTo(other) == 0;
    }

    long revision() {
        return revision;
    }

    /** Null: nothing was said of the organization yet. */
    @Nullable
    Instant changedAt() {
        return revision == 0 ? null : changedAt;
    }

    void changeParty(Party party, Instant at) {
        legalName = party.name();
        addressLines = String.join(LINE_BREAK, party.addressLines());
        postalCode = party.postalCode();
        city = party.city();
        country = party.country();
        taxId = party.taxId();
        email = party.email();
        changed(at);
    }

    void changeTax(TaxTreatment treatment, @Nullable BigDecimal rate, @Nullable String reason, Instant at) {
        taxTreatment = treatment;
        taxRate = rate;
        taxReason = reason;
        changed(at);
    }

    private void changed(Instant at) {
        revision++;
        changedAt = at;
    }
}
