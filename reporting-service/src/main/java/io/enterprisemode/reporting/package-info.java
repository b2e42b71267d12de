/** The reporting service: figures from events, without access to the data of other services. */
@NullMarked
package io.enterprisemode.reporting;

import org.jspecify.annotations.NullMarked;
