/**
 * The suite on one machine: PostgreSQL, Kafka, the sign-in and the five services as processes, for people and for
 * system tests. This package holds what all others use: settings, folders, secrets, names. The suite itself is
 * {@code suite.LocalSuite}.
 */
@NullMarked
package io.enterprisemode.local;

import org.jspecify.annotations.NullMarked;
