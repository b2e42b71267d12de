package io.enterprisemode.contracts.billing;

/** The code of a meter, which is the CloudEvents type of its events. */
public final class MeterCode {

    /** The codes that meters may have: not that of the line with the price of a subscription on an invoice. */
    public static final String PATTERN = "(?!subscription$)[a-z][a-z0-9_]{0,62}";

    private MeterCode() {}
}
