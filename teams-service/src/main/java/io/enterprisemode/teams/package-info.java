/** Organizations and everything that says who may do what in them. */
@NullMarked
package io.enterprisemode.teams;

import org.jspecify.annotations.NullMarked;
