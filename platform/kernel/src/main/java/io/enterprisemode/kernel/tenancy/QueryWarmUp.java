package io.enterprisemode.kernel.tenancy;

import io.quarkus.hibernate.orm.runtime.JPAConfig;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.tuples.Tuple2;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.Attribute.PersistentAttributeType;
import jakarta.persistence.metamodel.EntityType;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.spi.QueryEngine;
import org.jboss.logging.Logger;

/**
 * Parses queries of the usual forms before the first request. Hibernate's parser builds its tables when it parses a
 * form for the first time, on the event loop of the caller. On a busy machine with a cold JVM that takes seconds, in
 * which this event loop serves no other request and delivers no connection.
 */
@ApplicationScoped
class QueryWarmUp {

    private static final Logger LOG = Logger.getLogger(QueryWarmUp.class);

    /** Of an entity and one of its attributes. */
    private static final List<String> FORMS = List.of(
            "from %1$s where %2$s = ?1 and %2$s <> ?2 order by %2$s desc",
            "from %1$s e where e.%2$s in ?1 and (e.%2$s = ?2 or e.%2$s is null) order by e.%2$s",
            "select count(*) from %1$s where %2$s = ?1");

    void start(@Observes StartupEvent started, JPAConfig units) {
        long since = System.nanoTime();
        int read = 0;
        for (Tuple2<String, EntityManagerFactory> unit : units.getEntityManagerFactories()) {
            read += read(unit.getItem2());
        }
        LOG.debugf("read %d queries in %d ms", read, (System.nanoTime() - since) / 1_000_000);
    }

    /** Reads the queries of a persistence unit; answers how many. */
    static int read(EntityManagerFactory unit) {
        QueryEngine engine = unit.unwrap(SessionFactoryImplementor.class).getQueryEngine();
        int read = 0;
        for (EntityType<?> entity : unit.getMetamodel().getEntities()) {
            for (Attribute<?, ?> attribute : entity.getAttributes()) {
                if (attribute.getPersistentAttributeType() == PersistentAttributeType.BASIC) {
                    for (String form : FORMS) {
                        engine.interpretHql(form.formatted(entity.getName(), attribute.getName()), null);
                        read++;
                    }
                    break;
                }
            }
        }
        return read;
    }
}
