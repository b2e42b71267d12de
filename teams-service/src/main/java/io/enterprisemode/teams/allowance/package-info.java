/**
 * How much of something may be done in a time: e-mails to one recipient and of one organization, organizations of one
 * person.
 */
@NullMarked
package io.enterprisemode.teams.allowance;

import org.jspecify.annotations.NullMarked;
