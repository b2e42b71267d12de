package io.enterprisemode.billing.invoice;

/** What a document is; each kind has numbers of its own. */
enum DocumentKind {
    /** It charges. */
    INVOICE,
    /** It gives back; its amounts are negative. */
    CREDIT_NOTE
}
