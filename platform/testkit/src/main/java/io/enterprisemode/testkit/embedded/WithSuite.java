package io.enterprisemode.testkit.embedded;

import io.enterprisemode.testkit.http.ContentTypesAsGiven;
import io.enterprisemode.testkit.http.OpenApiConformanceExtension;
import io.quarkus.test.common.QuarkusTestResource;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Put beside {@code @QuarkusTest}: gives the service under test PostgreSQL with its three roles, Kafka and an OpenID
 * provider, each started once per JVM, and checks every REST Assured call against the service's OpenAPI document. Use
 * the same values in all test classes of a module: other values restart the application.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@QuarkusTestResource(value = EmbeddedServices.class, restrictToAnnotatedClass = false)
@ExtendWith({OpenApiConformanceExtension.class, ContentTypesAsGiven.class})
public @interface WithSuite {

    /** Name of the service, which is that of its database and the prefix of its roles; empty: no database. */
    String value();

    /**
     * Whether a heartbeat is published on the access topics every 500 ms; not for the service that publishes its own.
     */
    boolean heartbeat() default true;
}
