package io.enterprisemode.teams.access;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A resource whose operations change nothing, whatever their method: questions that come in a body. */
@Retention(RUNTIME)
@Target(TYPE)
public @interface ReadOnly {}
