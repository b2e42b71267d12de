/** The catalogue of events, their topics and the envelope they travel in. */
@NullMarked
package io.enterprisemode.contracts.events;

import org.jspecify.annotations.NullMarked;
