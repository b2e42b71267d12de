package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.InstallationPermission;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The caller's token must carry this permission on the whole installation (operators carry all). */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresInstallation {

    InstallationPermission value();
}
