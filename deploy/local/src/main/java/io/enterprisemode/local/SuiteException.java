package io.enterprisemode.local;

/**
 * An error that a person can correct: the cause and the remedy, each one short sentence without a full stop at the end.
 */
public final class SuiteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SuiteException(String cause, String remedy) {
        super(cause + ". " + remedy + ".");
    }

    public SuiteException(String cause, String remedy, Throwable reason) {
        super(cause + ". " + remedy + ".", reason);
    }
}
