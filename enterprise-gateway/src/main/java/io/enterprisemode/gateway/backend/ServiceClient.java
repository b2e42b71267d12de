package io.enterprisemode.gateway.backend;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How the gateway connects to services: with deadlines, and over TLS as the default TLS configuration says, where a
 * service's URL begins with https.
 */
@ApplicationScoped
public class ServiceClient {

    private static final int CONNECT_MILLIS = 2_000;
    /** Less than services keep an idle connection, so that none is used at the moment the other side closes it. */
    private static final int KEPT_SECONDS = 30;

    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;

    ServiceClient(Vertx vertx, TlsConfigurationRegistry tls) {
        this.vertx = vertx;
        this.tls = tls;
    }

    /** A client that passes bodies as streams; a connection on which nothing moves for so long is given up. */
    public HttpClient http(Duration idle, int connections) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections);
        return vertx.getDelegate().createHttpClient(configured(new HttpClientOptions(), idle), pool);
    }

    /** A client that takes answers in as a whole; a connection on which nothing moves for so long is given up. */
    public WebClient web(Duration idle, int connections) {
        return WebClient.create(vertx, configured(new WebClientOptions().setMaxPoolSize(connections), idle));
    }

    private <T extends HttpClientOptions> T configured(T options, Duration idle) {
        options.setConnectTimeout(CONNECT_MILLIS)
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) idle.toMillis());
        tls.getDefault().ifPresent(configuration -> TlsConfigUtils.configure(options, configuration));
        return options;
    }
}
