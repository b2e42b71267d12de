/** An own PostgreSQL server: unpacked, initialised, started and stopped; its databases and roles. */
@NullMarked
package io.enterprisemode.local.postgres;

import org.jspecify.annotations.NullMarked;
