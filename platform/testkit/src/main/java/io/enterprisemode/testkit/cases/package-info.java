/** Golden cases: numbers that were computed apart from the code, read by the tests of every rule. */
@NullMarked
package io.enterprisemode.testkit.cases;

import org.jspecify.annotations.NullMarked;
