package io.enterprisemode.web.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code @Nullable} of the code into the OpenAPI document: a component of a record that is nullable may be null
 * or left out, any other is required. Records are found by the name of their schema; only where none declares it, by
 * their simple name. Where several share one, a component is required when it is in all. A generic record stands for
 * every schema whose name begins with its own.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class NullnessInOpenApi implements OASFilter {

    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName SCHEMA =
            DotName.createSimple("org.eclipse.microprofile.openapi.annotations.media.Schema");
    private static final String OURS = "io.enterprisemode.";

    private final Map<String, List<ClassInfo>> byDeclaredName = new HashMap<>();
    private final Map<String, List<ClassInfo>> bySimpleName = new HashMap<>();
    private final List<ClassInfo> generic = new ArrayList<>();

    public NullnessInOpenApi(IndexView index) {
        for (ClassInfo known : index.getKnownClasses()) {
            if (known.isRecord() && known.name().toString().startsWith(OURS)) {
                String declared = declaredName(known);
                (declared == null ? bySimpleName : byDeclaredName)
                        .computeIfAbsent(declared == null ? known.simpleName() : declared, name -> new ArrayList<>())
                        .add(known);
                if (!known.typeParameters().isEmpty()) {
                    generic.add(known);
                }
            }
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null || document.getComponents().getSchemas() == null) {
            return;
        }
        document.getComponents().getSchemas().forEach((name, schema) -> {
            List<ClassInfo> named =
                    byDeclaredName.getOrDefault(name, bySimpleName.getOrDefault(name, instantiated(name)));
            if (!named.isEmpty() && schema.getProperties() != null) {
                apply(named, schema);
            }
        });
    }

    private List<ClassInfo> instantiated(String name) {
        return generic.stream()
                .filter(each -> name.startsWith(each.simpleName()))
                .toList();
    }

    private static @Nullable String declaredName(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema == null || schema.value("name") == null
                ? null
                : schema.value("name").asString();
    }

    private static void apply(List<ClassInfo> named, Schema schema) {
        Set<String> nullable = new HashSet<>();
        Set<String> present = new HashSet<>(schema.getProperties().keySet());
        for (ClassInfo each : named) {
            Set<String> own = new HashSet<>();
            for (RecordComponentInfo component : each.recordComponents()) {
                own.add(component.name());
                if (isNullable(component.type())) {
                    nullable.add(component.name());
                }
            }
            present.retainAll(own);
        }
        Map<String, Schema> properties = new java.util.LinkedHashMap<>(schema.getProperties());
        properties.replaceAll((name, property) -> nullable.contains(name) ? orNull(property) : property);
        schema.setProperties(properties);
        List<String> required = properties.keySet().stream()
                .filter(name -> present.contains(name) && !nullable.contains(name))
                .toList();
        schema.setRequired(required.isEmpty() ? null : required);
    }

    private static boolean isNullable(Type type) {
        return type.hasAnnotation(NULLABLE);
    }

    private static Schema orNull(Schema property) {
        if (property.getRef() != null) {
            return OASFactory.createSchema()
                    .anyOf(List.of(
                            OASFactory.createSchema().ref(property.getRef()),
                            OASFactory.createSchema().type(List.of(Schema.SchemaType.NULL))));
        }
        List<Schema.SchemaType> types = property.getType();
        if (types != null && !types.contains(Schema.SchemaType.NULL)) {
            List<Schema.SchemaType> wider = new ArrayList<>(types);
            wider.add(Schema.SchemaType.NULL);
            property.setType(wider);
            if (property.getEnumeration() != null && !property.getEnumeration().contains(null)) {
                List<Object> values = new ArrayList<>(property.getEnumeration());
                values.add(null);
                property.setEnumeration(values);
            }
        }
        return property;
    }
}
