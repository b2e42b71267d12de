/** What the application under test logs. */
@NullMarked
package io.enterprisemode.testkit.logs;

import org.jspecify.annotations.NullMarked;
