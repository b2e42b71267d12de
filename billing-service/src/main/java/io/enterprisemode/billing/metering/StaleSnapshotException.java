package io.enterprisemode.billing.metering;

/**
 * What a transaction was built on is not what the database has now. Nothing is written; the transaction is done again.
 */
final class StaleSnapshotException extends RuntimeException {

    StaleSnapshotException() {
        super("organizations changed meanwhile", null, false, false);
    }
}
