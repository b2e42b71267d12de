package io.enterprisemode.kernel.tenancy;

import io.enterprisemode.contracts.events.EventJson;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows of an entity past Hibernate: of many organizations at once, by one statement however many they are. The entities
 * belong to no session, so what is changed in them is stored by {@link #update} only.
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

    /** The entities of rows with all {@link #columns} and nothing else. */
    public List<E> read(List<Object[]> rows) {
        return rows.stream().map(this::read).toList();
    }

    private E read(Object[] row) {
        try {
            E entity = constructor.newInstance();
            for (int i = 0; i < row.length; i++) {
                if (row[i] != null) {
                    Field field = fields.get(i).field;
                    field.set(entity, value(field, row[i]));
                }
            }
            return entity;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot be read: a row of " + table, e);
        }
    }

    private static Object value(Field field, Object column) {
        Class<?> type = field.getType();
        if (type == Instant.class) {
            return ((OffsetDateTime) column).toInstant();
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(column.toString());
        }
        if (type == long.class || type == Long.class) {
            return ((Number) column).longValue();
        }
        if (type == int.class || type == Integer.class) {
            return ((Number) column).intValue();
        }
        return type.isEnum() ? constant(type, (String) column) : column;
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> ((Enum<?>) each).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + ": " + name));
    }

    /** Inserts them. */
    public Uni<Void> insert(Statements statements, List<E> entities) {
        return entities.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements.rows(insert, json(entities)).replaceWithVoid();
    }

    /**
     * Stores all their columns. One with a revision must have been given the next one; it fails where the stored one is
     * not that before.
     */
    public Uni<Void> update(Statements statements, List<E> entities) {
        return update(
                statements,
                entities,
                fields.stream().filter(each -> !each.isKey).map(Mapped::column).toArray(String[]::new));
    }

    /** Stores some of their columns. */
    public Uni<Void> update(Statements statements, List<E> entities, String... columns) {
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
        String update =
                "update %s stored set %s from %s where %s returning 1".formatted(table, assigned, given("$1"), same);
        return statements
                .rows(update, json(entities))
                .invoke(updated -> {
                    if (updated.size() != entities.size()) {
                        throw new IllegalStateException("%d of %d rows of %s were there to be changed"
                                .formatted(updated.size(), entities.size(), table));
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
