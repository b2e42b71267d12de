package io.enterprisemode.web.json;

import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.text.JsonLimits;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Refuses JSON bodies with invalid Unicode, by {@link JsonUnicode}, before they are parsed, and bodies with numbers
 * that cannot be read. Operations that take the bytes check them where they parse them.
 */
@Provider
public class StrictJsonBodies implements ReaderInterceptor {

    /** The problem detail for a body with invalid Unicode. */
    public static final String DETAIL = "The body is not UTF-8, or holds half of a surrogate pair.";

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (isRead(context)) {
            byte[] body = context.getInputStream().readAllBytes();
            if (!JsonUnicode.isValid(body, 0, body.length)) {
                throw ProblemType.MALFORMED_JSON.with(DETAIL);
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        try {
            return context.proceed();
        } catch (NumberFormatException e) {
            throw ProblemType.MALFORMED_JSON.with(JsonLimits.detail(e));
        }
    }

    private static boolean isRead(ReaderInterceptorContext context) {
        MediaType type = context.getMediaType();
        String subtype = type == null ? "" : type.getSubtype().toLowerCase(Locale.ROOT);
        boolean json = subtype.equals("json") || subtype.endsWith("+json");
        return json && context.getType() != byte[].class && !InputStream.class.isAssignableFrom(context.getType());
    }
}
