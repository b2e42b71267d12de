package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is invoiced and not settled, over all invoices of the organization.
 *
 * @param currencies those of open invoices, in the order of their codes
 */
@Schema(name = "OpenInvoices")
record OpenInvoicesView(Instant asOf, List<OpenAmount> currencies) {

    OpenInvoicesView {
        currencies = List.copyOf(currencies);
    }

    /**
     * The open invoices of one currency; such over nothing are left out.
     *
     * @param invoices how many there are
     * @param amount their sum
     * @param oldestIssuedAt when the oldest of them was issued
     */
    @Schema(name = "OpenAmount")
    record OpenAmount(long invoices, Money amount, Instant oldestIssuedAt) {}
}
