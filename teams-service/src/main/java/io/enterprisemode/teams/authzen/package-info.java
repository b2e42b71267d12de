/**
 * Permission checks in the form of the OpenID AuthZEN Authorization API 1.0
 * (https://openid.net/specs/authorization-api-1_0.html), for enforcement points that support it. The decisions are made
 * in package {@code permission}.
 */
@NullMarked
package io.enterprisemode.teams.authzen;

import org.jspecify.annotations.NullMarked;
