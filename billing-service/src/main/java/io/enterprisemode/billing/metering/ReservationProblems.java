package io.enterprisemode.billing.metering;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with reservations. */
final class ReservationProblems {

    static final ProblemType SETTLED =
            new ProblemType("reservation-settled", 409, "The reservation holds nothing any more");

    static final ProblemType NOT_COUNTED =
            new ProblemType("reservation-not-committed", 409, "The usage of the reservation cannot be counted");

    private ReservationProblems() {}
}
