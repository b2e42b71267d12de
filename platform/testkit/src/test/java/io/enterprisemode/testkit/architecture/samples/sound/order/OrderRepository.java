package io.enterprisemode.testkit.architecture.samples.sound.order;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

/** Deletes rows by a statement. */
abstract class OrderRepository implements PanacheRepositoryBase<String, Long> {

    Uni<Long> cancel(long number) {
        return delete("number = ?1", number);
    }
}
