package io.enterprisemode.teams.access;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * A resource whose operations change nothing, whatever their method: they take a query in the body. (When a caller
 * names its organization for the first time, its membership is no longer pending, as with any request.)
 */
@Retention(RUNTIME)
@Target(TYPE)
public @interface ReadOnly {}
