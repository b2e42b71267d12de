/** What exists once in a JVM, however many applications the tests start in it. */
@NullMarked
package io.enterprisemode.testkit.jvm;

import org.jspecify.annotations.NullMarked;
