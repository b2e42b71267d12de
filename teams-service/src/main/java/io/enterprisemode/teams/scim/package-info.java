/**
 * Provisioning by SCIM 2.0 (RFC 7643, RFC 7644): users of an identity provider become members, its groups are teams.
 */
@NullMarked
package io.enterprisemode.teams.scim;

import org.jspecify.annotations.NullMarked;
