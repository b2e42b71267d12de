package io.enterprisemode.kernel.tenancy;

import io.enterprisemode.contracts.events.EventJson;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an entity for a worker, past Hibernate: of many organizations at once, by one statement however many they
 * are. The entities belong to no session, so what is changed in them is stored by {@link #update} only.
 *
 * <p>It knows what our entities are made of: fields with {@code @Column}, of them the key with {@code @Id} and the
 * revision with {@code @Version}, as UUID, text, instant, number, boolean, or enumeration stored by name.
 *
 * @param <E> the entity
 */
public final class EntityRows<E> {

    private record Mapped(String column, Field field, boolean isKey, boolean isVersion) {}

    private final Constructor<E> constructor;
    private final String table;
    private final List<Mapped> fields;
    private final String insert;

    /** @throws IllegalArgumentException when the class is no such entity */
    public EntityRows(Class<E> entity) {
        Table named = entity.getAnnotation(Table.class);
        if (named == null) {
            throw new IllegalArgumentException("not an entity with a table: " + entity);
        }
        this.table = named.name();
        try {
            this.constructor = entity.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("not an entity: " + entity, e);
        }
        constructor.setAccessible(true);
        this.fields = Arrays.stream(entity.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(Column.class))
                .map(EntityRows::mapped)
                .toList();
        String columns = names("");
        this.insert = "insert into %s (%s) select %s from %s".formatted(table, columns, columns, given("$1"));
    }

    private static Mapped mapped(Field field) {
        field.setAccessible(true);
        return new Mapped(
                field.getAnnotation(Column.class).name(),
                field,
                field.isAnnotationPresent(Id.class),
                field.isAnnotationPresent(Version.class));
    }

    /**
     * The columns, for a query whose rows are to be read.
     *
     * @param alias of the table in the query
     */
    public String columns(String alias) {
        return names(alias + ".");
    }

    private String names(String prefix) {
        return fields.stream().map(each -> prefix + each.column).collect(Collectors.joining(", "));
    }

    /** The rows that are handed over in JSON. */
    private String given(String parameter) {
        return "jsonb_populate_recordset(cast(null as %s), cast(cast(%s as text) as jsonb)) as given"
                .formatted(table, parameter);
    }

    /** The entities of rows with all {@link #columns}. */
    public List<E> read(RowSet<Row> rows) {
        List<E> entities = new ArrayList<>(rows.size());
        rows.forEach(row -> entities.add(read(row)));
        return entities;
    }

    private E read(Row row) {
        try {
            E entity = constructor.newInstance();
            for (Mapped each : fields) {
                Object value = value(row, each);
                if (value != null || !each.field.getType().isPrimitive()) {
                    each.field.set(entity, value);
                }
            }
            return entity;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot be read: a row of " + table, e);
        }
    }

    private static @Nullable Object value(Row row, Mapped mapped) {
        Class<?> type = mapped.field.getType();
        if (type == Instant.class) {
            OffsetDateTime at = row.getOffsetDateTime(mapped.column);
            return at == null ? null : at.toInstant();
        }
        if (type == BigDecimal.class) {
            return row.getBigDecimal(mapped.column);
        }
        if (type == UUID.class || type == String.class || type == boolean.class) {
            return row.getValue(mapped.column);
        }
        if (type == long.class || type == Long.class) {
            return row.getLong(mapped.column);
        }
        if (type == int.class || type == Integer.class) {
            return row.getInteger(mapped.column);
        }
        if (type.isEnum()) {
            String name = row.getString(mapped.column);
            return name == null ? null : constant(type, name);
        }
        throw new IllegalStateException("no type of a column: " + mapped.field);
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + ": " + name));
    }

    /** Inserts them. */
    public Uni<Void> insert(SqlConnection connection, List<E> entities) {
        return entities.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(insert)
                        .execute(Tuple.of(json(entities)))
                        .replaceWithVoid();
    }

    /**
     * Stores all their columns. One with a revision must have been given the next one; it fails where the stored one is
     * not that before.
     */
    public Uni<Void> update(SqlConnection connection, List<E> entities) {
        return update(
                connection,
                entities,
                fields.stream().filter(each -> !each.isKey).map(Mapped::column).toArray(String[]::new));
    }

    /** Stores some of their columns. */
    public Uni<Void> update(SqlConnection connection, List<E> entities, String... columns) {
        if (entities.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String assigned = Arrays.stream(columns)
                .map(column -> column + " = given." + column)
                .collect(Collectors.joining(", "));
        String same = fields.stream()
                .filter(each -> each.isKey || each.isVersion)
                .map(each -> "stored." + each.column + " = given." + each.column + (each.isVersion ? " - 1" : ""))
                .collect(Collectors.joining(" and "));
        return connection
                .preparedQuery("update %s stored set %s from %s where %s".formatted(table, assigned, given("$1"), same))
                .execute(Tuple.of(json(entities)))
                .invoke(updated -> {
                    if (updated.rowCount() != entities.size()) {
                        throw new IllegalStateException("%d of %d rows of %s were there to be changed"
                                .formatted(updated.rowCount(), entities.size(), table));
                    }
                })
                .replaceWithVoid();
    }

    private String json(List<E> entities) {
        return EventJson.write(entities.stream().map(this::byColumn).toList());
    }

    private Map<String, Object> byColumn(E entity) {
        try {
            Map<String, Object> columns = new HashMap<>();
            for (Mapped each : fields) {
                Object value = each.field.get(entity);
                if (value != null) {
                    columns.put(each.column, value instanceof Enum<?> constant ? constant.name() : value);
                }
            }
            return columns;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot be written: a row of " + table, e);
        }
    }
}
