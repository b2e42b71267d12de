package io.enterprisemode.billing.ledger;

import io.enterprisemode.billing.ledger.LedgerOperation.ApplyCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.GrantCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.IssueCreditNote;
import io.enterprisemode.billing.ledger.LedgerOperation.IssueInvoice;
import io.enterprisemode.billing.ledger.LedgerOperation.RecordPayment;
import io.enterprisemode.billing.ledger.LedgerOperation.RefundCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.VoidInvoice;
import io.enterprisemode.billing.ledger.LedgerOperation.WriteOff;
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
 * @param balancesMinor of every account, debit positive; they sum to zero. BAD_DEBT is left out while it is 0
 * @param receivables by invoice number; an operation needs only those that it names
 */
public record Ledger(Map<Account, Long> balancesMinor, Map<String, Receivable> receivables) {

    public Ledger {
        Map<Account, Long> balances = new EnumMap<>(Account.class);
        for (Account account : Account.values()) {
            balances.put(account, balancesMinor.getOrDefault(account, 0L));
        }
        balances.remove(Account.BAD_DEBT, 0L);
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
            case ApplyCredit application -> apply(application);
            case WriteOff writeOff -> writeOff(writeOff);
            case IssueCreditNote note -> issue(note);
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
        Receivable receivable = Receivable.issued(issue.number(), issue.netMinor(), issue.taxMinor(), applied);
        return posted(with(receivable), issued(receivable), creditApplied(applied));
    }

    private Posting pay(RecordPayment payment) {
        if (payment.amountMinor() <= 0) {
            return new Refused(Reason.AMOUNT_NOT_POSITIVE);
        }
        Receivable receivable = receivables.get(payment.number());
        if (receivable != null && receivable.status() == Receivable.Status.UNCOLLECTIBLE) {
            long recovered = Math.min(receivable.writtenOffMinor(), payment.amountMinor());
            return posted(
                    with(receivable.recovered(recovered)), payment(payment.amountMinor(), Account.BAD_DEBT, recovered));
        }
        return onOpen(payment.number(), open -> {
            long settled = Math.min(open.openMinor(), payment.amountMinor());
            return posted(with(open.paid(settled)), payment(payment.amountMinor(), Account.RECEIVABLE, settled));
        });
    }

    /** What is paid settles a part of an account; the rest becomes customer credit. */
    private static LedgerEntry payment(long amountMinor, Account account, long settledMinor) {
        return new LedgerEntry(Map.of(
                Account.CASH,
                amountMinor,
                account,
                -settledMinor,
                Account.CUSTOMER_CREDIT,
                settledMinor - amountMinor));
    }

    private Posting credit(GrantCredit credit) {
        return issue(new IssueCreditNote(credit.netMinor(), credit.taxMinor(), null));
    }

    private Posting issue(IssueCreditNote note) {
        if (note.netMinor() < 0 || note.taxMinor() < 0) {
            return new Refused(Reason.CREDIT_IS_NEGATIVE);
        }
        long gross = Math.addExact(note.netMinor(), note.taxMinor());
        if (gross == 0) {
            return new Refused(Reason.CREDIT_IS_EMPTY);
        }
        LedgerEntry granted = new LedgerEntry(Map.of(
                Account.REVENUE, note.netMinor(),
                Account.TAX, note.taxMinor(),
                Account.CUSTOMER_CREDIT, -gross));
        if (note.corrects() == null) {
            return posted(receivables, granted);
        }
        Receivable corrected = receivables.get(note.corrects());
        if (corrected == null) {
            return new Refused(Reason.INVOICE_UNKNOWN);
        }
        return switch (corrected.status()) {
            case VOID -> new Refused(Reason.INVOICE_IS_VOID);
            case OPEN, PAID, UNCOLLECTIBLE -> {
                long settled = Math.min(corrected.openMinor(), gross);
                yield posted(with(corrected.corrected(settled)), granted, creditApplied(settled));
            }
        };
    }

    private Posting apply(ApplyCredit application) {
        Long asked = application.amountMinor();
        if (asked != null && asked <= 0) {
            return new Refused(Reason.AMOUNT_NOT_POSITIVE);
        }
        return onOpen(application.number(), receivable -> {
            long credit = customerCreditMinor();
            if (credit <= 0 || (asked != null && asked > credit)) {
                return new Refused(Reason.ABOVE_CUSTOMER_CREDIT);
            }
            if (asked != null && asked > receivable.openMinor()) {
                return new Refused(Reason.ABOVE_OPEN_AMOUNT);
            }
            long applied = asked == null ? Math.min(credit, receivable.openMinor()) : asked;
            return posted(with(receivable.credited(applied)), creditApplied(applied));
        });
    }

    private Posting writeOff(WriteOff writeOff) {
        return onOpen(
                writeOff.number(),
                receivable -> posted(
                        with(receivable.writtenOff()),
                        new LedgerEntry(Map.of(
                                Account.BAD_DEBT,
                                receivable.openMinor(),
                                Account.RECEIVABLE,
                                -receivable.openMinor()))));
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
        return onOpen(voiding.number(), receivable -> {
            if (receivable.paidMinor() > 0) {
                return new Refused(Reason.INVOICE_HAS_PAYMENTS);
            }
            if (receivable.isCorrected()) {
                return new Refused(Reason.INVOICE_IS_CORRECTED);
            }
            return posted(
                    with(receivable.voided()),
                    issued(receivable).reversed(),
                    creditApplied(receivable.creditAppliedMinor()).reversed());
        });
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
            case UNCOLLECTIBLE -> new Refused(Reason.INVOICE_IS_UNCOLLECTIBLE);
        };
    }

    private static LedgerEntry issued(Receivable receivable) {
        return new LedgerEntry(Map.of(
                Account.RECEIVABLE, receivable.grossMinor(),
                Account.REVENUE, -receivable.netMinor(),
                Account.TAX, -receivable.taxMinor()));
    }

    private static LedgerEntry creditApplied(long amountMinor) {
        return new LedgerEntry(Map.of(Account.CUSTOMER_CREDIT, amountMinor, Account.RECEIVABLE, -amountMinor));
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
