/**
 * Producers of usage with a journal, processes that are killed under them, and the proof that every event was counted
 * exactly once.
 */
@NullMarked
package io.enterprisemode.systemtests.crash;

import org.jspecify.annotations.NullMarked;
