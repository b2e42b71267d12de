package io.enterprisemode.testkit.architecture.samples.broken.order;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** Removes entities instead of deleting rows. */
abstract class OrderRepository implements PanacheRepositoryBase<String, Long> {

    Uni<Void> cancel(String order) {
        return delete(order);
    }

    Uni<Void> cancel(Mutiny.Session session, String order) {
        return session.remove(order);
    }
}
