package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.ledger.Posting;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with payments. */
final class PaymentProblems {

    static final ProblemType INVOICE_PAID = new ProblemType("invoice-paid", 409, "The invoice is paid");

    static final ProblemType INVOICE_VOID = new ProblemType("invoice-void", 409, "The invoice is void");

    static final ProblemType INVOICE_HAS_PAYMENTS =
            new ProblemType("invoice-has-payments", 409, "Something was paid towards the invoice");

    static final ProblemType ABOVE_CUSTOMER_CREDIT =
            new ProblemType("above-customer-credit", 409, "The customer is owed less");

    static final ProblemType INVOICE_UNCOLLECTIBLE =
            new ProblemType("invoice-uncollectible", 409, "The invoice is written off");

    static final ProblemType INVOICE_CORRECTED =
            new ProblemType("invoice-corrected", 409, "A credit note corrects the invoice");

    static final ProblemType ABOVE_OPEN_AMOUNT =
            new ProblemType("above-open-amount", 409, "Less is open of the invoice");

    private PaymentProblems() {}

    /** Why the ledger refused an operation. */
    static ProblemException of(Posting.Reason reason) {
        return switch (reason) {
            case AMOUNT_NOT_POSITIVE -> ProblemException.invalid("/amountMinor", "must be above 0");
            case INVOICE_ALREADY_PAID -> INVOICE_PAID.with("Nothing of it is open.");
            case INVOICE_IS_VOID -> INVOICE_VOID.with("Nothing of it can be paid, and it stays void.");
            case INVOICE_IS_UNCOLLECTIBLE -> INVOICE_UNCOLLECTIBLE.with("All that can happen to it is a payment.");
            case INVOICE_HAS_PAYMENTS -> INVOICE_HAS_PAYMENTS.with("It cannot be declared void.");
            case INVOICE_IS_CORRECTED -> INVOICE_CORRECTED.with("It cannot be declared void.");
            case ABOVE_CUSTOMER_CREDIT -> ABOVE_CUSTOMER_CREDIT.with("Use at most what the customer is owed.");
            case ABOVE_OPEN_AMOUNT -> ABOVE_OPEN_AMOUNT.with("Apply at most what is open.");
            case INVOICE_UNKNOWN -> ProblemException.notFound("invoice");
            case NUMBER_ALREADY_USED, INVOICE_IS_NEGATIVE, CREDIT_IS_NEGATIVE, CREDIT_IS_EMPTY ->
                throw new IllegalStateException("no payment leads to it: " + reason);
        };
    }
}
