/** PostgreSQL, Kafka and an OpenID provider, started once per JVM for the tests of a service. */
@NullMarked
package io.enterprisemode.testkit.embedded;

import org.jspecify.annotations.NullMarked;
