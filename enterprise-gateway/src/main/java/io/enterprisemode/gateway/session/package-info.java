/** Sign-in of browsers and what a session is allowed to do. */
@NullMarked
package io.enterprisemode.gateway.session;

import org.jspecify.annotations.NullMarked;
