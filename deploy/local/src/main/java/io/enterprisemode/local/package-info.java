/**
 * The suite on one machine: PostgreSQL, Kafka, the sign-in and the five services as processes, for people and for
 * system tests.
 */
@NullMarked
package io.enterprisemode.local;

import org.jspecify.annotations.NullMarked;
