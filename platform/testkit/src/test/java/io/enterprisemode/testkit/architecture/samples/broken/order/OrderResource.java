package io.enterprisemode.testkit.architecture.samples.broken.order;

import io.enterprisemode.othermodule.Thing;
import io.enterprisemode.testkit.architecture.samples.broken.price.PriceRules;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Does everything that a resource must not do. */
public final class OrderResource {

    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<String> organization = new ThreadLocal<>();

    private final DataSource source;

    public OrderResource(DataSource source) {
        this.source = source;
    }

    public Thing thing(PriceRules rules) throws SQLException, InterruptedException {
        organization.set("x");
        try (Connection connection = source.getConnection()) {
            connection.setSchema("app.org_id");
        }
        Thread.sleep(1);
        return new Thing();
    }
}
