package io.enterprisemode.billing.invoice;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with invoices. */
final class InvoiceProblems {

    static final ProblemType PERIOD_STILL_OPEN =
            new ProblemType("period-still-open", 409, "The period is not over yet");

    static final ProblemType NOTHING_TO_INVOICE =
            new ProblemType("nothing-to-invoice", 409, "Every period that is over has its invoice");

    static final ProblemType EARLIER_PERIOD_FIRST =
            new ProblemType("earlier-period-first", 409, "An earlier period has no invoice yet");

    static final ProblemType RECOMPUTATION_RUNNING =
            new ProblemType("recomputation-running", 409, "Another recomputation is running");

    private InvoiceProblems() {}
}
