/**
 * The services behind the gateway: where they are, which paths they own, and requests to them on behalf of a caller.
 */
@NullMarked
package io.enterprisemode.gateway.backend;

import org.jspecify.annotations.NullMarked;
