package io.enterprisemode.gateway.backend;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which service owns which path. */
public final class Routes {

    /** Where clients of SCIM find out what is supported. */
    private static final List<String> SCIM_DISCOVERY =
            List.of("/scim/v2/ServiceProviderConfig", "/scim/v2/ResourceTypes", "/scim/v2/Schemas");
    /** The metadata of the decision point for clients of AuthZEN, which is requested without a credential. */
    private static final String AUTHZEN_METADATA = "/.well-known/authzen-configuration";

    /** Paths with thousands of requests a second: usage, and decisions that change nothing. */
    private static final Set<String> DATA = Set.of(
            "/api/billing/usage",
            "/api/v1/events",
            "/api/billing/entitlements/check",
            "/api/permissions/check",
            "/access/v1/evaluation",
            "/access/v1/evaluations");

    private static final List<Route> ROUTES = List.of(
            new Route("/api/reports/audit", "audit"),
            new Route("/api/reports", "reporting"),
            new Route("/api/billing", "billing"),
            new Route("/api/v1/events", "billing"),
            new Route("/api/organizations", "teams"),
            new Route("/api/teams", "teams"),
            new Route("/api/workspaces", "teams"),
            new Route("/api/members", "teams"),
            new Route("/api/invitations", "teams"),
            new Route("/api/permissions", "teams"),
            new Route("/api/apikeys", "teams"),
            new Route("/api/me", "teams"),
            new Route("/scim/v2", "teams"),
            new Route("/access/v1", "teams"),
            new Route(AUTHZEN_METADATA, "teams"),
            new Route("/api/operations/teams", "teams"),
            new Route("/api/operations/billing", "billing"),
            new Route("/api/operations/reporting", "reporting"),
            new Route("/api/operations/audit", "audit"));

    private Routes() {}

    /** The service that owns the path; the more specific prefix wins, by whole segments. */
    public static Optional<String> serviceOf(String path) {
        return ROUTES.stream()
                .filter(route -> route.covers(path))
                .map(Route::service)
                .findFirst();
    }

    /** Whether requests to the path are data rather than acts. */
    public static boolean isData(String path) {
        return DATA.contains(path);
    }

    /** Whether the path is open to anyone: its requests are forwarded without a credential. */
    public static boolean isOpen(String path) {
        return path.equals(AUTHZEN_METADATA)
                || SCIM_DISCOVERY.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"));
    }

    private record Route(String prefix, String service) {

        boolean covers(String path) {
            return path.equals(prefix) || path.startsWith(prefix + "/");
        }
    }
}
