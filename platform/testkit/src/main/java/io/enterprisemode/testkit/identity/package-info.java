/** Access tokens as the OpenID provider signs them, and tokens that must be refused. */
@NullMarked
package io.enterprisemode.testkit.identity;

import org.jspecify.annotations.NullMarked;
