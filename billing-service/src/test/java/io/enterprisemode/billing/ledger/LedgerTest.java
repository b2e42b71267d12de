package io.enterprisemode.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.billing.ledger.LedgerOperation.GrantCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.IssueInvoice;
import io.enterprisemode.billing.ledger.LedgerOperation.RecordPayment;
import io.enterprisemode.billing.ledger.LedgerOperation.RefundCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.VoidInvoice;
import io.enterprisemode.billing.ledger.Posting.Posted;
import io.enterprisemode.billing.ledger.Posting.Reason;
import io.enterprisemode.billing.ledger.Posting.Refused;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final BigDecimal TAX_RATE = new BigDecimal("0.19");

    @Test
    void customerCreditIsAppliedToTheNextInvoice() {
        Ledger ledger = after(new GrantCredit(1000, 0), invoice("1", 2900));

        assertThat(ledger.receivables().get("1").openMinor()).isEqualTo(2451);
        assertThat(ledger.customerCreditMinor()).isZero();
    }

    @Test
    void whatIsPaidTooMuchBecomesCustomerCredit() {
        Ledger ledger = after(invoice("1", 2900), new RecordPayment("1", 4000));

        assertThat(ledger.receivables().get("1").status()).isEqualTo(Receivable.Status.PAID);
        assertThat(ledger.customerCreditMinor()).isEqualTo(549);
    }

    @Test
    void voidingGivesAppliedCreditBack() {
        Ledger ledger = after(new GrantCredit(1000, 0), invoice("1", 2900), new VoidInvoice("1"));

        assertThat(ledger.customerCreditMinor()).isEqualTo(1000);
        assertThat(ledger.balanceMinor(Account.RECEIVABLE)).isZero();
        assertThat(ledger.receivables().get("1").status()).isEqualTo(Receivable.Status.VOID);
    }

    @Test
    void eachRefusalSaysWhyAndChangesNothing() {
        Ledger ledger = after(
                invoice("paid", 100),
                new RecordPayment("paid", 119),
                invoice("void", 100),
                new VoidInvoice("void"),
                invoice("partly", 100),
                new RecordPayment("partly", 1));

        Map.of(
                        invoice("void", 1),
                        Reason.NUMBER_ALREADY_USED,
                        invoice("new", -1),
                        Reason.INVOICE_IS_NEGATIVE,
                        new RecordPayment("none", 1),
                        Reason.INVOICE_UNKNOWN,
                        new RecordPayment("paid", 1),
                        Reason.INVOICE_ALREADY_PAID,
                        new RecordPayment("partly", 0),
                        Reason.AMOUNT_NOT_POSITIVE,
                        new VoidInvoice("void"),
                        Reason.INVOICE_IS_VOID,
                        new VoidInvoice("partly"),
                        Reason.INVOICE_HAS_PAYMENTS,
                        new GrantCredit(-1, 5),
                        Reason.CREDIT_IS_NEGATIVE,
                        new GrantCredit(0, 0),
                        Reason.CREDIT_IS_EMPTY,
                        new RefundCredit(1),
                        Reason.ABOVE_CUSTOMER_CREDIT)
                .forEach((operation, reason) -> assertThat(ledger.post(operation))
                        .as(operation.toString())
                        .isEqualTo(new Refused(reason)));
    }

    @Test
    void whateverHappensTheBalancesSumToZeroAndNoInvoiceIsOverpaid() {
        Random random = new Random(7);
        Ledger ledger = Ledger.empty();
        for (int i = 0; i < 5_000; i++) {
            String number = String.valueOf(random.nextInt(200));
            long amount = random.nextLong(-100, 100_000);
            LedgerOperation operation =
                    switch (random.nextInt(5)) {
                        case 0 -> invoice(number, amount);
                        case 1 -> new RecordPayment(number, amount);
                        case 2 -> new GrantCredit(amount, amount / 5);
                        case 3 -> new RefundCredit(amount);
                        default -> new VoidInvoice(number);
                    };
            if (ledger.post(operation) instanceof Posted posted) {
                ledger = posted.ledger();
            }

            assertThat(ledger.balancesMinor().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isZero();
            assertThat(ledger.customerCreditMinor()).isNotNegative();
            assertThat(ledger.balanceMinor(Account.RECEIVABLE))
                    .isEqualTo(ledger.receivables().values().stream()
                            .mapToLong(Receivable::openMinor)
                            .sum());
        }
    }

    @Test
    void anEntryThatDoesNotSumToZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LedgerEntry(Map.of(Account.CASH, 5L, Account.REVENUE, -4L)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LedgerEntry(Map.of(Account.CASH, Long.MIN_VALUE, Account.TAX, Long.MIN_VALUE)));
    }

    private static Ledger after(LedgerOperation... operations) {
        Ledger ledger = Ledger.empty();
        for (LedgerOperation operation : operations) {
            ledger = ((Posted) ledger.post(operation)).ledger();
        }
        return ledger;
    }

    private static IssueInvoice invoice(String number, long netMinor) {
        return new IssueInvoice(number, List.of(netMinor), TAX_RATE);
    }
}
