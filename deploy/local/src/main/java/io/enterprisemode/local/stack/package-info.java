/** The process that holds Kafka and the sign-in. */
@NullMarked
package io.enterprisemode.local.stack;

import org.jspecify.annotations.NullMarked;
