package io.enterprisemode.billing.plan;

/** A transaction has found that the catalogue it works by is old; it is rolled back and done again with the new one. */
public final class CatalogueChangedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * @param used revision of the copy that was used
     * @param missing what it lacks
     */
    public CatalogueChangedException(long used, String missing) {
        super("revision " + used + " of the catalogue is old: it lacks " + missing, null, false, false);
    }
}
