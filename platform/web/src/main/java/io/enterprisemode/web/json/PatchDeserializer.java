package io.enterprisemode.web.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a member that is null from one that is not there. */
class PatchDeserializer extends JsonDeserializer<Patch<?>> implements ContextualDeserializer {

    private final @Nullable JsonDeserializer<Object> value;

    PatchDeserializer() {
        this(null);
    }

    private PatchDeserializer(@Nullable JsonDeserializer<Object> value) {
        this.value = value;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        JavaType patch = property == null ? context.getContextualType() : property.getType();
        return new PatchDeserializer(
                context.findContextualValueDeserializer(patch.containedTypeOrUnknown(0), property));
    }

    @Override
    public Patch<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (value == null) {
            throw new IllegalStateException("the type of the member is not known");
        }
        return new Patch.Replace<>(value.deserialize(parser, context));
    }

    @Override
    public Patch<?> getNullValue(DeserializationContext context) {
        return new Patch.Remove<>();
    }

    @Override
    @SuppressWarnings("NullAway") // null stands for what is not there
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
