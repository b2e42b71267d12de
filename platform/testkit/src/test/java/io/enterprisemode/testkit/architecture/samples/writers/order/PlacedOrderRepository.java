package io.enterprisemode.testkit.architecture.samples.writers.order;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;

public abstract class PlacedOrderRepository implements PanacheRepositoryBase<PlacedOrder, Long> {

    static final String CANCEL = "update PlacedOrder o set o.canceled = true where o.id = ?1";
    static final String LOOKED_AT = "select id from placed_order where id = ?1";
}
