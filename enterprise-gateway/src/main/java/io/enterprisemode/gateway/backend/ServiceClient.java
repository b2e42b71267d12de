package io.enterprisemode.gateway.backend;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How the gateway connects to services: with deadlines, and over TLS as the default TLS configuration says, where a service's URL begins with https. */
@ApplicationScoped
public class ServiceClient {

    private static final int CONNECT_MILLIS = 2_000;
    /** Less than services keep an idle connection, so that none is used at the moment the other side closes it. */
    private static final int KEPT_SECONDS = 30;

    private final TlsConfigurationRegistry tls;

    ServiceClient(TlsConfigurationRegistry tls) {
        this.tls = tls;
    }

    /** Settings of a client; a connection on which nothing moves for so long is given up. */
    public <T extends HttpClientOptions> T configure(T options, Duration idle) {
        options.setConnectTimeout(CONNECT_MILLIS)
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) idle.toMillis());
        tls.getDefault().ifPresent(configuration -> TlsConfigUtils.configure(options, configuration));
        return options;
    }
}
