package io.enterprisemode.billing.subscription;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What was due of the subscriptions of an organization and has been done.
 *
 * @param steps ends of periods and finalized documents
 */
@Schema(name = "CatchUp")
record CatchUpView(long steps) {}
