/** How a change is recorded for the audit trail. */
@NullMarked
package io.enterprisemode.kernel.audit;

import org.jspecify.annotations.NullMarked;
