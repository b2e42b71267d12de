/** Domains an organization has shown to control, and membership of people who sign in with an address there. */
@NullMarked
package io.enterprisemode.teams.domain;

import org.jspecify.annotations.NullMarked;
