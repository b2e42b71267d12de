/** An OpenID provider for demos and tests: a fixed list of people, one service account, real signatures. */
@NullMarked
package io.enterprisemode.local.identity;

import org.jspecify.annotations.NullMarked;
