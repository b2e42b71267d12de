package io.enterprisemode.testkit.architecture.samples.writers.order;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "placed_order")
public class PlacedOrder {

    @Id
    private long id;

    private boolean canceled;

    protected PlacedOrder() {}

    public void cancel() {
        end();
    }

    private void end() {
        this.canceled = true;
    }

    public boolean isCanceled() {
        return canceled && id > 0;
    }
}
