/** What an organization may use: its limits against what is used. */
@NullMarked
package io.enterprisemode.billing.entitlement;

import org.jspecify.annotations.NullMarked;
