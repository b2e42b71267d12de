/** The catalogue of events: every type with its topics and its data. */
@NullMarked
package io.enterprisemode.contracts.catalogue;

import org.jspecify.annotations.NullMarked;
