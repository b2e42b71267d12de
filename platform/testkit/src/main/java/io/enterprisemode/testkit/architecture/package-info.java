/** The walls of the architecture as ArchUnit rules. */
@NullMarked
package io.enterprisemode.testkit.architecture;

import org.jspecify.annotations.NullMarked;
