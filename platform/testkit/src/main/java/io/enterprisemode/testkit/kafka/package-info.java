/** Publishing to and reading from Kafka topics in tests. */
@NullMarked
package io.enterprisemode.testkit.kafka;

import org.jspecify.annotations.NullMarked;
