/** Forwarding of requests to the service that owns the path. */
@NullMarked
package io.enterprisemode.gateway.routing;

import org.jspecify.annotations.NullMarked;
