/** The audit event that every service publishes. */
@NullMarked
package io.enterprisemode.contracts.audit;

import org.jspecify.annotations.NullMarked;
