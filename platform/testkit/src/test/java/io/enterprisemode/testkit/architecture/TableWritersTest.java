package io.enterprisemode.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableWritersTest {

    private static final String SAMPLES = "io.enterprisemode.testkit.architecture.samples.writers";
    private static final Set<String> OWN = Set.of("placed_order", "stock_item", "stock_movement", "stock_place");
    private static final Set<String> OTHERS = Set.of("stock_history");

    private static final List<Permission> ALL = List.of(
            Permission.of("placed_order", "returns cancel orders", "order", "stock"),
            Permission.of("stock_item", "one place counts", "stock"),
            Permission.of("stock_movement", "with the item", "stock"),
            Permission.of("stock_place", "locked while an item moves", "stock"),
            Permission.of("stock_history", "kept for a year", "stock"));

    private static List<String> violations(List<Permission> permissions) {
        return TableWriters.violationsIn(
                SAMPLES, new ClassFileImporter().importPackages(SAMPLES), OWN, OTHERS, permissions);
    }

    private static List<Permission> with(Permission other) {
        List<Permission> permissions = new ArrayList<>(ALL);
        permissions.replaceAll(each -> each.table().equals(other.table()) ? other : each);
        return permissions;
    }

    @Test
    void whoWritesWithPermissionIsInOrder() {
        assertThat(violations(ALL)).isEmpty();
    }

    @Test
    void aStatementOfAnotherFeatureIsFound() {
        assertThat(violations(with(Permission.of("stock_movement", "nobody moves anything"))))
                .containsExactly("stock writes stock_movement without permission: [Stock by a statement]");
        assertThat(violations(with(Permission.of("stock_place", "nobody locks"))))
                .containsExactly("stock writes stock_place without permission: [Stock by a statement]");
    }

    @Test
    void anEntityIsWrittenByWhoStoresOrChangesIt() {
        assertThat(violations(with(Permission.of("placed_order", "one feature", "order"))))
                .containsExactly("stock writes placed_order without permission: "
                        + "[Returns by a change, Returns by a repository]");
        assertThat(violations(with(Permission.of("placed_order", "another feature", "stock"))))
                .containsExactly(
                        "order writes placed_order without permission: [PlacedOrderRepository by a statement]");
    }

    @Test
    void aTableThatIsNamedElsewhereIsWrittenByWhoNamesIt() {
        assertThat(violations(with(Permission.of("stock_history", "kept for good"))))
                .containsExactly("stock writes stock_history without permission: "
                        + "[StockCleaning by a statement for several tables]");
    }

    @Test
    void aPermissionThatFitsNothingIsFound() {
        assertThat(violations(with(Permission.of("stock_item", "two places", "stock", "order"))))
                .containsExactly("order does not write stock_item");
        List<Permission> more = new ArrayList<>(ALL);
        more.add(Permission.of("customer", "no such table", "order"));
        assertThat(violations(more)).containsExactly("there is no table customer", "order does not write customer");
    }

    @Test
    void everyTableOfTheServiceNeedsAPermissionWithAReason() {
        assertThat(violations(ALL.subList(1, ALL.size())))
                .contains("no permission says who writes placed_order")
                .hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> Permission.of("stock_item", " ", "stock"));
    }

    @Test
    void whatOnlyReadsIsNoWriter() {
        assertThat(WritingStatements.tables(List.of(
                        "select id from a where id = $1",
                        "insert into b (id) select id from c on conflict (id) do update set id = excluded.id",
                        "please update the settings")))
                .containsExactly("b");
    }

    @Test
    void locksAreFoundWhereverTheyStand() {
        assertThat(WritingStatements.tables(List.of("lock table a, b in row exclusive mode nowait")))
                .containsExactly("a", "b");
        String withPlace =
                "select x.* from unnest($1) as i (id) cross join lateral (select id from a where id = i.id %s) x";
        assertThat(WritingStatements.tables(List.of(withPlace, "for update"))).containsExactly("a");
        assertThat(WritingStatements.tables(List.of(
                        "delete from a where ctid = any (array(select ctid from b join c on c.id = b.id for update))")))
                .containsExactly("a", "b", "c");
        assertThat(WritingStatements.tables(List.of("delete from %1$s where ctid = any ($1)")))
                .containsExactly(WritingStatements.ANY);
    }
}
