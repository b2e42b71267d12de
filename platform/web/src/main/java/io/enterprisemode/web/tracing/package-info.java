/** Sends traces to a collector where one is named. */
@NullMarked
package io.enterprisemode.web.tracing;

import org.jspecify.annotations.NullMarked;
