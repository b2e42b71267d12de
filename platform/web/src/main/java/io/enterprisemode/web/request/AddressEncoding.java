package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.text.StrictUtf8;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses request addresses whose percent-encoding is no UTF-8 (RFC 3986, section 2.5). A decoder would replace such
 * bytes by the replacement character, so that different paths and parameters would become equal.
 */
@ApplicationScoped
public class AddressEncoding {

    private static final int PRIORITY = 8_900;

    private final ProblemMapper problems;

    AddressEncoding(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        if (isUtf8(routing.request().uri())) {
            routing.next();
        } else {
            problems.answer(
                    ProblemType.BAD_REQUEST.with("The path or a parameter is not UTF-8 when it is percent-decoded."),
                    routing);
        }
    }

    /** Whether a path with its query is UTF-8 once it is decoded; what is no percent-encoding stands for itself. */
    static boolean isUtf8(String uri) {
        if (uri.indexOf('%') < 0) {
            return true;
        }
        byte[] decoded = new byte[uri.length()];
        int length = 0;
        int i = 0;
        while (i < uri.length()) {
            int octet = octetAt(uri, i);
            decoded[length] = (byte) (octet < 0 ? uri.charAt(i) : octet);
            length++;
            i += octet < 0 ? 1 : 3;
        }
        return StrictUtf8.isValid(decoded, 0, length);
    }

    private static int octetAt(String uri, int at) {
        if (uri.charAt(at) != '%' || at + 2 >= uri.length()) {
            return -1;
        }
        int high = Character.digit(uri.charAt(at + 1), 16);
        int low = Character.digit(uri.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
