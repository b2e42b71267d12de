package io.enterprisemode.billing.invoice;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a change of the subscription would bring, without effect.
 *
 * @param takesEffectAt when the change would hold
 * @param documents that would be issued at once, in their order; none for a change that waits
 */
@Schema(
        name = "SubscriptionPreview",
        requiredProperties = {"takesEffectAt", "documents"})
record SubscriptionPreviewView(Instant takesEffectAt, List<InvoiceView> documents) {

    SubscriptionPreviewView {
        documents = List.copyOf(documents);
    }
}
