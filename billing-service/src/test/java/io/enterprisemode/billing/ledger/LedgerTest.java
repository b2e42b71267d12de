package io.enterprisemode.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
    void creditIsAppliedToAnOpenInvoiceAsFarAsItGoes() {
        Ledger ledger = after(invoice("1", 1000), new GrantCredit(500, 0));

        assertThat(ledger.post(new ApplyCredit("1", 200L))).isInstanceOfSatisfying(Posted.class, posted -> {
            assertThat(posted.entries())
                    .containsExactly(new LedgerEntry(Map.of(Account.CUSTOMER_CREDIT, 200L, Account.RECEIVABLE, -200L)));
            assertThat(posted.ledger().receivables().get("1").openMinor()).isEqualTo(990);
            assertThat(posted.ledger().customerCreditMinor()).isEqualTo(300);
        });
        Ledger all = after(ledger, new ApplyCredit("1", null));
        assertThat(all.receivables().get("1").openMinor()).isEqualTo(690);
        assertThat(all.customerCreditMinor()).isZero();
        Ledger paid = after(ledger, new GrantCredit(5000, 0), new ApplyCredit("1", null));
        assertThat(paid.receivables().get("1").status()).isEqualTo(Receivable.Status.PAID);
        assertThat(paid.customerCreditMinor()).isEqualTo(4310);
    }

    @Test
    void creditThatWasAppliedLaterIsGivenBackByAVoidInvoice() {
        Ledger ledger = after(
                new GrantCredit(100, 0),
                invoice("1", 1000),
                new GrantCredit(50, 0),
                new ApplyCredit("1", null),
                new VoidInvoice("1"));

        assertThat(ledger.customerCreditMinor()).isEqualTo(150);
        assertThat(ledger.balanceMinor(Account.RECEIVABLE)).isZero();
    }

    @Test
    void aWriteOffIsOverWhatIsOpen() {
        Ledger ledger = after(invoice("1", 1000), new RecordPayment("1", 190), new WriteOff("1"));

        assertThat(ledger.receivables().get("1").status()).isEqualTo(Receivable.Status.UNCOLLECTIBLE);
        assertThat(ledger.receivables().get("1").openMinor()).isZero();
        assertThat(ledger.balanceMinor(Account.BAD_DEBT)).isEqualTo(1000);
        assertThat(ledger.balanceMinor(Account.RECEIVABLE)).isZero();
        assertThat(ledger.balanceMinor(Account.TAX)).isEqualTo(-190);
    }

    @Test
    void aPaymentTowardsAnUncollectibleInvoiceRecoversWhatWasWrittenOff() {
        Ledger ledger = after(invoice("1", 1000), new WriteOff("1"), new RecordPayment("1", 190));

        assertThat(ledger.balanceMinor(Account.BAD_DEBT)).isEqualTo(1000);
        assertThat(ledger.receivables().get("1").status()).isEqualTo(Receivable.Status.UNCOLLECTIBLE);
        assertThat(ledger.post(new RecordPayment("1", 1300))).isInstanceOfSatisfying(Posted.class, posted -> {
            assertThat(posted.entries())
                    .containsExactly(new LedgerEntry(Map.of(
                            Account.CASH, 1300L,
                            Account.BAD_DEBT, -1000L,
                            Account.CUSTOMER_CREDIT, -300L)));
            assertThat(posted.ledger().receivables().get("1").status()).isEqualTo(Receivable.Status.PAID);
            assertThat(posted.ledger().balancesMinor()).doesNotContainKey(Account.BAD_DEBT);
            assertThat(posted.ledger().post(new RecordPayment("1", 1)))
                    .isEqualTo(new Refused(Reason.INVOICE_ALREADY_PAID));
        });
    }

    @Test
    void aCreditNoteSettlesTheInvoiceThatItCorrectsFirst() {
        Ledger ledger = after(invoice("1", 1000), new RecordPayment("1", 1000));

        assertThat(ledger.post(new IssueCreditNote(400, 76, "1"))).isInstanceOfSatisfying(Posted.class, posted -> {
            assertThat(posted.entries())
                    .containsExactly(
                            new LedgerEntry(
                                    Map.of(Account.REVENUE, 400L, Account.TAX, 76L, Account.CUSTOMER_CREDIT, -476L)),
                            new LedgerEntry(Map.of(Account.CUSTOMER_CREDIT, 190L, Account.RECEIVABLE, -190L)));
            assertThat(posted.ledger().receivables().get("1").status()).isEqualTo(Receivable.Status.PAID);
            assertThat(posted.ledger().customerCreditMinor()).isEqualTo(286);
        });
    }

    @Test
    void ofACreditNoteForWhatIsNotOpenAllIsCustomerCredit() {
        Ledger paid = after(invoice("1", 100), new RecordPayment("1", 119), new IssueCreditNote(100, 19, "1"));
        Ledger writtenOff = after(invoice("1", 100), new WriteOff("1"), new IssueCreditNote(100, 19, "1"));
        Ledger none = after(invoice("1", 100), new IssueCreditNote(100, 19, null));

        assertThat(paid.customerCreditMinor()).isEqualTo(119);
        assertThat(writtenOff.customerCreditMinor()).isEqualTo(119);
        assertThat(writtenOff.balanceMinor(Account.BAD_DEBT)).isEqualTo(119);
        assertThat(none.customerCreditMinor()).isEqualTo(119);
        assertThat(none.receivables().get("1").openMinor()).isEqualTo(119);
    }

    /** Else what the credit note gave back of it would be given twice. */
    @Test
    void anInvoiceThatACreditNoteSettledInPartCannotBeVoid() {
        Ledger ledger = after(invoice("1", 100), new IssueCreditNote(1, 0, "1"));

        assertThat(ledger.post(new VoidInvoice("1"))).isEqualTo(new Refused(Reason.INVOICE_IS_CORRECTED));
    }

    @Test
    void whatCannotBeAdjustedSaysWhy() {
        Ledger ledger = after(
                invoice("paid", 100),
                new RecordPayment("paid", 119),
                invoice("void", 100),
                new VoidInvoice("void"),
                invoice("lost", 100),
                new WriteOff("lost"),
                invoice("open", 100),
                new GrantCredit(200, 0));

        refuses(ledger, new ApplyCredit("open", 0L), Reason.AMOUNT_NOT_POSITIVE);
        refuses(ledger, new ApplyCredit("open", -1L), Reason.AMOUNT_NOT_POSITIVE);
        refuses(ledger, new ApplyCredit("open", 201L), Reason.ABOVE_CUSTOMER_CREDIT);
        refuses(ledger, new ApplyCredit("open", 120L), Reason.ABOVE_OPEN_AMOUNT);
        refuses(after(invoice("open", 100)), new ApplyCredit("open", null), Reason.ABOVE_CUSTOMER_CREDIT);
        for (Long amount : new Long[] {1L, null}) {
            refuses(ledger, new ApplyCredit("none", amount), Reason.INVOICE_UNKNOWN);
            refuses(ledger, new ApplyCredit("paid", amount), Reason.INVOICE_ALREADY_PAID);
            refuses(ledger, new ApplyCredit("void", amount), Reason.INVOICE_IS_VOID);
            refuses(ledger, new ApplyCredit("lost", amount), Reason.INVOICE_IS_UNCOLLECTIBLE);
        }
        refuses(ledger, new WriteOff("none"), Reason.INVOICE_UNKNOWN);
        refuses(ledger, new WriteOff("paid"), Reason.INVOICE_ALREADY_PAID);
        refuses(ledger, new WriteOff("void"), Reason.INVOICE_IS_VOID);
        refuses(ledger, new WriteOff("lost"), Reason.INVOICE_IS_UNCOLLECTIBLE);
        refuses(ledger, new VoidInvoice("lost"), Reason.INVOICE_IS_UNCOLLECTIBLE);
        refuses(ledger, new RecordPayment("lost", 0), Reason.AMOUNT_NOT_POSITIVE);
        refuses(ledger, new IssueCreditNote(0, 0, "open"), Reason.CREDIT_IS_EMPTY);
        refuses(ledger, new IssueCreditNote(-1, 5, "open"), Reason.CREDIT_IS_NEGATIVE);
        refuses(ledger, new IssueCreditNote(1, 0, "none"), Reason.INVOICE_UNKNOWN);
        refuses(ledger, new IssueCreditNote(1, 0, "void"), Reason.INVOICE_IS_VOID);
    }

    private static void refuses(Ledger ledger, LedgerOperation operation, Reason reason) {
        assertThat(ledger.post(operation)).as(operation.toString()).isEqualTo(new Refused(reason));
    }

    @Test
    void whateverHappensTheBalancesSumToZeroAndNoInvoiceIsOverpaid() {
        Random random = new Random(7);
        Ledger ledger = Ledger.empty();
        for (int i = 0; i < 5_000; i++) {
            String number = String.valueOf(random.nextInt(200));
            long amount = random.nextLong(-100, 100_000);
            LedgerOperation operation =
                    switch (random.nextInt(8)) {
                        case 0 -> invoice(number, amount);
                        case 1 -> new RecordPayment(number, amount);
                        case 2 -> new GrantCredit(amount, amount / 5);
                        case 3 -> new RefundCredit(amount);
                        case 4 -> new ApplyCredit(number, random.nextBoolean() ? amount : null);
                        case 5 -> new WriteOff(number);
                        case 6 -> new IssueCreditNote(amount, amount / 5, number);
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
            assertThat(ledger.balanceMinor(Account.BAD_DEBT))
                    .isEqualTo(ledger.receivables().values().stream()
                            .mapToLong(Receivable::writtenOffMinor)
                            .sum());
            assertThat(ledger.receivables().values())
                    .allMatch(receivable -> receivable.openMinor() >= 0 && receivable.writtenOffMinor() >= 0);
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
        return after(Ledger.empty(), operations);
    }

    private static Ledger after(Ledger before, LedgerOperation... operations) {
        Ledger ledger = before;
        for (LedgerOperation operation : operations) {
            ledger = ((Posted) ledger.post(operation)).ledger();
        }
        return ledger;
    }

    private static IssueInvoice invoice(String number, long netMinor) {
        return new IssueInvoice(number, List.of(netMinor), TAX_RATE);
    }
}
