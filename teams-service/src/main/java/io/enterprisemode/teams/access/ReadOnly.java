package io.enterprisemode.teams.access;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A resource whose operations ask for no change, whatever their method: questions that come in a body. (That somebody
 * names an organization with one for the first time ends that the membership is pending, as with any request.)
 */
@Retention(RUNTIME)
@Target(TYPE)
public @interface ReadOnly {}
