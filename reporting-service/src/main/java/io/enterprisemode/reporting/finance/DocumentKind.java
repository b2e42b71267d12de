package io.enterprisemode.reporting.finance;

/** What a document with amounts is. */
enum DocumentKind {
    INVOICE,
    CREDIT_NOTE
}
