package io.enterprisemode.web.request;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Query parameters are not checked for the operations of this class: others than the declared ones are ignored, as if
 * they were not there, and so are repetitions. It is for SCIM, whose clients are identity providers that add parameters
 * of their own to the base address, and for nothing else: what is ignored by mistake may have been a filter.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface IgnoresOtherParameters {}
