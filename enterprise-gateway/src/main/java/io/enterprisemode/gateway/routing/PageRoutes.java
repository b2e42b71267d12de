package io.enterprisemode.gateway.routing;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;

/**
 * Serves the one document of the web application at the addresses of its further pages, so that they can be linked and
 * reloaded. A browser that opens an address where there is no page gets the document, too, with status 404: it shows
 * that there is no such page and links back.
 */
@ApplicationScoped
class PageRoutes {

    /** As {@code pages/registry.ts} and the frame know them, but for the root. */
    private static final List<String> PAGES = List.of("/invitations/accept");

    /** First path segments that never belong to a page. */
    private static final Set<String> NO_PAGES =
            Set.of("api", "scim", "access", ".well-known", "static", "q", "login", "logout", "callback", "sign-in");

    private static final int NOT_FOUND = 404;

    void register(@Observes Router router) {
        PAGES.forEach(page -> router.route(HttpMethod.GET, page).handler(routing -> routing.reroute("/")));
        router.route(HttpMethod.GET, "/*").handler(PageRoutes::unknownPage);
    }

    private static void unknownPage(RoutingContext routing) {
        String accept = routing.request().getHeader("Accept");
        if (accept != null && accept.contains("text/html") && couldBePage(routing.normalizedPath())) {
            routing.response().setStatusCode(NOT_FOUND);
            routing.reroute("/");
        } else {
            routing.next();
        }
    }

    /** Whether somebody may take the path for that of a page: it is no file, and not of an interface. */
    static boolean couldBePage(String path) {
        String[] segments = path.split("/", -1);
        return segments.length > 1
                && !segments[1].isEmpty()
                && !NO_PAGES.contains(segments[1])
                && !segments[segments.length - 1].contains(".");
    }
}
