package io.enterprisemode.billing.invoice;

/** The states of an invoice. */
enum InvoiceStatus {
    DRAFT,
    OPEN,
    PAID,
    VOID,
    UNCOLLECTIBLE
}
