package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.hibernate.orm.runtime.JPAConfig;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class QueryWarmUpTest {

    @Inject
    JPAConfig units;

    @Test
    void queriesOfEveryEntityAreReadWhenTheApplicationHasStarted() {
        EntityManagerFactory unit = units.getEntityManagerFactories().getFirst().getItem2();
        int entities = unit.getMetamodel().getEntities().size();

        assertThat(entities).isPositive();
        assertThat(cached(unit)).isGreaterThanOrEqualTo(3 * entities);
    }

    /** What is read again is found, so that the number stays. */
    @Test
    void whatHasBeenReadIsKept() {
        EntityManagerFactory unit = units.getEntityManagerFactories().getFirst().getItem2();
        int before = cached(unit);

        QueryWarmUp.read(unit);

        assertThat(before).isPositive();
        assertThat(cached(unit)).isEqualTo(before);
    }

    private static int cached(EntityManagerFactory unit) {
        return unit.unwrap(SessionFactoryImplementor.class)
                .getQueryEngine()
                .getInterpretationCache()
                .getNumberOfCachedHqlInterpretations();
    }
}
