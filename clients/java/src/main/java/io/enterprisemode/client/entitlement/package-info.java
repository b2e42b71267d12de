/**
 * Asks Enterprise Mode what an organization may use: {@link io.enterprisemode.client.entitlement.EntitlementsClient} is
 * the place to begin.
 */
@NullMarked
package io.enterprisemode.client.entitlement;

import org.jspecify.annotations.NullMarked;
