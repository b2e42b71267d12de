package io.enterprisemode.gateway.routing;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Serves the one document of the web application at the addresses of its further pages, so that they can be linked and reloaded. */
@ApplicationScoped
class PageRoutes {

    /** As {@code pages/registry.ts} and the frame know them, but for the root. */
    private static final List<String> PAGES = List.of("/invitations/accept");

    void register(@Observes Router router) {
        PAGES.forEach(page -> router.route(HttpMethod.GET, page).handler(routing -> routing.reroute("/")));
    }
}
