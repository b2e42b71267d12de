/** Headers that protect browsers. */
@NullMarked
package io.enterprisemode.gateway.security;

import org.jspecify.annotations.NullMarked;
