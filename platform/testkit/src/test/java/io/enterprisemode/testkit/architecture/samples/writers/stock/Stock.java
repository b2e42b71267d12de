package io.enterprisemode.testkit.architecture.samples.writers.stock;

final class Stock {

    static final String TAKE = """
            with taken as (
                update stock_item i set quantity = i.quantity - $2
                 where i.id = $1 returning i.id)
            insert into stock_movement as m (item_id, quantity) select id, $2 from taken
            on conflict (item_id) do update set quantity = m.quantity + excluded.quantity""";

    static final String LOCK = """
            select i.quantity from stock_item i join stock_place p on p.id = i.place_id
             where i.id = (select max(id) from placed_order) for no key update of p skip locked""";

    private Stock() {}
}
