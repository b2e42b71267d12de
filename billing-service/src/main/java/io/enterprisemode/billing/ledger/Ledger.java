package io.enterprisemode.billing.ledger;

import io.enterprisemode.billing.ledger.LedgerOperation.GrantCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.IssueInvoice;
import io.enterprisemode.billing.ledger.LedgerOperation.RecordPayment;
import io.enterprisemode.billing.ledger.LedgerOperation.RefundCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.VoidInvoice;
import io.enterprisemode.billing.ledger.Posting.Posted;
import io.enterprisemode.billing.ledger.Posting.Reason;
import io.enterprisemode.billing.ledger.Posting.Refused;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The double-entry ledger of one organization and currency: an immutable value, of which every operation returns a new
 * one.
 *
 * @param balancesMinor of every account, debit positive; they sum to zero
 * @param receivables by invoice number; an operation needs only those that it names
 */
public record Ledger(Map<Account, Long> balancesMinor, Map<String, Receivable> receivables) {

    public Ledger {
        Map<Account, Long> balances = new EnumMap<>(Account.class);
        for (Account account : Account.values()) {
            balances.put(account, balancesMinor.getOrDefault(account, 0L));
        }
        balancesMinor = Collections.unmodifiableMap(balances);
        receivables = Map.copyOf(receivables);
    }

    /** A ledger nothing was posted to. */
    public static Ledger empty() {
        return new Ledger(Map.of(), Map.of());
    }

    /** What the customer is owed and can be applied or refunded. */
    public long customerCreditMinor() {
        return -balanceMinor(Account.CUSTOMER_CREDIT);
    }

    /** The balance of an account, debit positive. */
    public long balanceMinor(Account account) {
        return balancesMinor.getOrDefault(account, 0L);
    }

    /** Applies the operation, or returns the reason why it is refused. */
    public Posting post(LedgerOperation operation) {
        return switch (operation) {
            case IssueInvoice issue -> issue(issue);
            case RecordPayment payment -> pay(payment);
            case GrantCredit credit -> credit(credit);
            case RefundCredit refund -> refund(refund);
            case VoidInvoice voiding -> voidInvoice(voiding);
        };
    }

    private Posting issue(IssueInvoice issue) {
        if (receivables.containsKey(issue.number())) {
            return new Refused(Reason.NUMBER_ALREADY_USED);
        }
        if (issue.netMinor() < 0) {
            return new Refused(Reason.INVOICE_IS_NEGATIVE);
        }
        long gross = Math.addExact(issue.netMinor(), issue.taxMinor());
        long applied = Math.min(customerCreditMinor(), gross);
        Receivable receivable = new Receivable(issue.number(), issue.netMinor(), issue.taxMinor(), applied, 0, false);
        return posted(with(receivable), issued(receivable), creditApplied(receivable));
    }

    private Posting pay(RecordPayment payment) {
        if (payment.amountMinor() <= 0) {
            return new Refused(Reason.AMOUNT_NOT_POSITIVE);
        }
        return onOpen(payment.number(), receivable -> {
            long settled = Math.min(receivable.openMinor(), payment.amountMinor());
            LedgerEntry entry = new LedgerEntry(Map.of(
                    Account.CASH,
                    payment.amountMinor(),
                    Account.RECEIVABLE,
                    -settled,
                    Account.CUSTOMER_CREDIT,
                    settled - payment.amountMinor()));
            return posted(with(receivable.paid(settled)), entry);
        });
    }

    private Posting credit(GrantCredit credit) {
        if (credit.netMinor() < 0 || credit.taxMinor() < 0) {
            return new Refused(Reason.CREDIT_IS_NEGATIVE);
        }
        long gross = Math.addExact(credit.netMinor(), credit.taxMinor());
        if (gross == 0) {
            return new Refused(Reason.CREDIT_IS_EMPTY);
        }
        return posted(
                receivables,
                new LedgerEntry(Map.of(
                        Account.REVENUE, credit.netMinor(),
                        Account.TAX, credit.taxMinor(),
                        Account.CUSTOMER_CREDIT, -gross)));
    }

    private Posting refund(RefundCredit refund) {
        if (refund.amountMinor() <= 0) {
            return new Refused(Reason.AMOUNT_NOT_POSITIVE);
        }
        if (refund.amountMinor() > customerCreditMinor()) {
            return new Refused(Reason.ABOVE_CUSTOMER_CREDIT);
        }
        return posted(
                receivables,
                new LedgerEntry(
                        Map.of(Account.CUSTOMER_CREDIT, refund.amountMinor(), Account.CASH, -refund.amountMinor())));
    }

    private Posting voidInvoice(VoidInvoice voiding) {
        return onOpen(
                voiding.number(),
                receivable -> receivable.paidMinor() > 0
                        ? new Refused(Reason.INVOICE_HAS_PAYMENTS)
                        : posted(
                                with(receivable.voided()),
                                issued(receivable).reversed(),
                                creditApplied(receivable).reversed()));
    }

    private Posting onOpen(String number, Function<Receivable, Posting> operation) {
        Receivable receivable = receivables.get(number);
        if (receivable == null) {
            return new Refused(Reason.INVOICE_UNKNOWN);
        }
        return switch (receivable.status()) {
            case OPEN -> operation.apply(receivable);
            case PAID -> new Refused(Reason.INVOICE_ALREADY_PAID);
            case VOID -> new Refused(Reason.INVOICE_IS_VOID);
        };
    }

    private static LedgerEntry issued(Receivable receivable) {
        return new LedgerEntry(Map.of(
                Account.RECEIVABLE, receivable.grossMinor(),
                Account.REVENUE, -receivable.netMinor(),
                Account.TAX, -receivable.taxMinor()));
    }

    private static LedgerEntry creditApplied(Receivable receivable) {
        return new LedgerEntry(Map.of(
                Account.CUSTOMER_CREDIT,
                receivable.creditAppliedMinor(),
                Account.RECEIVABLE,
                -receivable.creditAppliedMinor()));
    }

    private Map<String, Receivable> with(Receivable receivable) {
        Map<String, Receivable> all = new HashMap<>(receivables);
        all.put(receivable.number(), receivable);
        return all;
    }

    private Posted posted(Map<String, Receivable> receivablesAfter, LedgerEntry... entries) {
        List<LedgerEntry> written =
                Stream.of(entries).filter(entry -> !entry.isEmpty()).toList();
        Map<Account, Long> balances = new EnumMap<>(balancesMinor);
        for (LedgerEntry entry : written) {
            entry.amountsMinor().forEach((account, amount) -> balances.merge(account, amount, Math::addExact));
        }
        return new Posted(new Ledger(balances, receivablesAfter), written);
    }
}
