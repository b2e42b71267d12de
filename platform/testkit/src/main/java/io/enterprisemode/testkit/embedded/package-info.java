/** The test resource that hands PostgreSQL, Kafka and the OpenID provider of this JVM to the service under test. */
@NullMarked
package io.enterprisemode.testkit.embedded;

import org.jspecify.annotations.NullMarked;
