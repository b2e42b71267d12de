/**
 * The PostgreSQL of this JVM, JDBC access under the roles of production, and the catalog test of row level security.
 */
@NullMarked
package io.enterprisemode.testkit.database;

import org.jspecify.annotations.NullMarked;
