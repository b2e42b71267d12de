/** Two versions of all services beside each other, under traffic. */
@NullMarked
package io.enterprisemode.systemtests.upgrade;

import org.jspecify.annotations.NullMarked;
