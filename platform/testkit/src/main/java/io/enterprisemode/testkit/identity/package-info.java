/** The OpenID provider of this JVM, access tokens as it signs them, and tokens that must be refused. */
@NullMarked
package io.enterprisemode.testkit.identity;

import org.jspecify.annotations.NullMarked;
