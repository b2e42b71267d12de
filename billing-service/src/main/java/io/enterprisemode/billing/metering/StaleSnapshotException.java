package io.enterprisemode.billing.metering;

/**
 * The facts that a transaction was built on differ from those in the database. Nothing is written; the transaction is
 * repeated.
 */
final class StaleSnapshotException extends RuntimeException {

    StaleSnapshotException() {
        super("organizations changed meanwhile", null, false, false);
    }
}
