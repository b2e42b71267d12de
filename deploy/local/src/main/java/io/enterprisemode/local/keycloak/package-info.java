/** The real Keycloak in the place of the embedded sign-in. */
@NullMarked
package io.enterprisemode.local.keycloak;

import org.jspecify.annotations.NullMarked;
