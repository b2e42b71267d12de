package io.enterprisemode.testkit.architecture.samples.writers.stock;

import io.enterprisemode.testkit.architecture.samples.writers.order.PlacedOrder;
import io.enterprisemode.testkit.architecture.samples.writers.order.PlacedOrderRepository;
import io.smallrye.mutiny.Uni;

final class Returns {

    private Returns() {}

    static Uni<PlacedOrder> take(PlacedOrderRepository orders, PlacedOrder order) {
        order.cancel();
        return orders.persist(order);
    }
}
