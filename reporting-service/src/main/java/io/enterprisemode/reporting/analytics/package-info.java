/** What was used, by whom, when: series, totals and the workspaces that use most. */
@NullMarked
package io.enterprisemode.reporting.analytics;

import org.jspecify.annotations.NullMarked;
