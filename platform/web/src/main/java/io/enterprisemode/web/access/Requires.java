package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The caller needs this permission in the organization of the request. It stands on the method of a resource; on a type
 * only where {@link LateDecision} says what it surrounds.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

    @Nonbinding
    Permission value();

    @Nonbinding
    Where where() default Where.ORGANIZATION;

    /** On which node the permission must be held. */
    enum Where {
        /** On the organization itself. */
        ORGANIZATION,
        /** On any node of the organization: the operation narrows what it does to {@link Grants#reach(Permission)}. */
        ANY_NODE,
        /**
         * Decided by the operation, by data that it reads anyway: the filter only determines the caller and the
         * organization ({@link AccessSubject}), which saves a query. The operation answers 404 to a caller who is no
         * member and 403 to a caller without the permission.
         */
        BY_OPERATION
    }
}
