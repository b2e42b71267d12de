package io.enterprisemode.gateway.routing;

import java.net.URI;
import java.util.Locale;

/**
 * Where a service is.
 *
 * @param tls whether it is called over TLS
 */
record ServiceAddress(boolean tls, String host, int port) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * The address of a configured URL.
     *
     * @param setting what to name when it is not one that can be called
     * @throws IllegalArgumentException so that the gateway does not start
     */
    static ServiceAddress of(String setting, URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        boolean root = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        if (url.getHost() == null || !plain || !root || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    setting + " is '" + url + "': give http:// or https://, a host and, if need be, a port");
        }
        boolean tls = scheme.equals("https");
        String host = url.getHost();
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() > 0 ? url.getPort() : tls ? HTTPS : HTTP;
        return new ServiceAddress(tls, literal, port);
    }
}
