/** The Kafka of this JVM, publishing to its topics and reading from them. */
@NullMarked
package io.enterprisemode.testkit.kafka;

import org.jspecify.annotations.NullMarked;
