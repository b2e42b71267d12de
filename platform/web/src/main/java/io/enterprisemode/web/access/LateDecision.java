package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * Decides again, between the end of a request's body and its operation, when the body took so long that the decision at
 * the head is no longer valid ({@link AccessRecheck#GOOD_FOR}). Operations that decide by themselves do so after the
 * body anyway. Every operation with {@link Requires} returns a Uni, which an architecture test checks.
 */
@Requires(Permission.ORG_READ)
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class LateDecision {

    private final AccessRecheck recheck;
    private final CurrentRequest current;

    LateDecision(AccessRecheck recheck, CurrentRequest current) {
        this.recheck = recheck;
        this.current = current;
    }

    @AroundInvoke
    @Nullable
    Object decide(InvocationContext invocation) throws Exception {
        Requires requires = invocation.getMethod().getAnnotation(Requires.class);
        if (requires == null
                || requires.where() == Requires.Where.BY_OPERATION
                || !Uni.class.equals(invocation.getMethod().getReturnType())
                || !recheck.isDue(current.decidedAt())) {
            return invocation.proceed();
        }
        return recheck.again(current.caller(), current.organization(), requires.value(), requires.where())
                .invoke(current::bind)
                .chain(() -> proceed(invocation));
    }

    private static Uni<?> proceed(InvocationContext invocation) {
        try {
            return (Uni<?>) invocation.proceed();
        } catch (Exception e) {
            return Uni.createFrom().failure(e);
        }
    }
}
