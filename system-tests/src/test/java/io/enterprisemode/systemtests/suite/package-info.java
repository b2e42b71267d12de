/** What the system tests have in common: one running suite, people and organizations in it, its logs. */
@NullMarked
package io.enterprisemode.systemtests.suite;

import org.jspecify.annotations.NullMarked;
