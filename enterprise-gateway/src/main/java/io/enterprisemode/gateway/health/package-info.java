/** The health of every service and the health score. */
@NullMarked
package io.enterprisemode.gateway.health;

import org.jspecify.annotations.NullMarked;
