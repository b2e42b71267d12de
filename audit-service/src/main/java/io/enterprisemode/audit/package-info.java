/** The audit service: an append-only log of everything that must be accounted for. */
@NullMarked
package io.enterprisemode.audit;

import org.jspecify.annotations.NullMarked;
