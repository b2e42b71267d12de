package io.enterprisemode.web.request;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Determines the client's address of a request. It is the only code that reads a forwarding header. The header is the
 * one that {@code enterprise.http.forwarding-header} names, and it is used only when the request comes from
 * {@code enterprise.http.trusted-proxies}. For a service these are the gateway's addresses; for the gateway, those of a
 * proxy in front of it, if there is one.
 */
@ApplicationScoped
public class ClientAddresses {

    /**
     * The header that the gateway sends to the services. The gateway removes all forwarding headers that it receives
     * from others.
     */
    public static final String FORWARDED_FOR = ForwardingHeader.X_FORWARDED_FOR.field();

    private final ForwardingHeader header;
    private final AddressRanges trusted;

    ClientAddresses(
            @ConfigProperty(name = "enterprise.http.forwarding-header") String header,
            @ConfigProperty(name = "enterprise.http.behind-proxy") boolean behindProxy,
            @ConfigProperty(name = "enterprise.http.trusted-proxies") Optional<List<String>> trusted) {
        this.header = ForwardingHeader.named(header);
        this.trusted = AddressRanges.of(behindProxy ? trusted.orElse(List.of()) : List.of());
    }

    /** The client's address; null where the connection has none, as a domain socket. */
    public @Nullable String of(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String peer = remote == null ? null : remote.hostAddress();
        return peer == null
                ? null
                : ForwardedAddresses.client(peer, header, request.headers().getAll(header.field()), trusted);
    }
}
