package io.enterprisemode.billing.ledger;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The balances of all accounts over all organizations.
 *
 * @param unbalancedEntries entries that do not sum to zero: 0, or the ledger is wrong
 * @param invoicesWithoutEntry open invoices that a version before issued and that are not posted yet
 */
@Schema(name = "TrialBalance")
record TrialBalanceView(
        Instant asOf, List<CurrencyBalance> currencies, long unbalancedEntries, long invoicesWithoutEntry) {

    TrialBalanceView {
        currencies = List.copyOf(currencies);
    }

    /**
     * The accounts of a currency.
     *
     * @param sumMinor of all accounts: 0, or the ledger is wrong
     */
    @Schema(name = "CurrencyBalance")
    record CurrencyBalance(String currency, List<AccountBalance> accounts, long sumMinor) {

        CurrencyBalance {
            accounts = List.copyOf(accounts);
        }
    }

    /** The balance of an account in minor units, debit positive. */
    @Schema(name = "AccountBalance")
    record AccountBalance(Account account, long balanceMinor) {}
}
