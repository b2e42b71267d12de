package io.enterprisemode.web.tracing;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends spans to the collector at {@code enterprise.otlp.endpoint} by OTLP over HTTP (protobuf, path
 * {@code /v1/traces}), in batches and in the background; spans that the collector does not accept are dropped, and
 * requests never wait for them. Without an endpoint, spans are only passed on in headers. The endpoint is set when a
 * service starts, unlike the framework's exporter, which is set at build time.
 */
@ApplicationScoped
public class TraceExport {

    @Produces
    @Singleton
    SpanProcessor processor(@ConfigProperty(name = "enterprise.otlp.endpoint") Optional<URI> endpoint) {
        return endpoint.map(TraceExport::to).orElseGet(SpanProcessor::composite);
    }

    /**
     * Which traces are recorded: a trace of the caller when the caller records it; of traces that begin here, the share
     * {@code quarkus.otel.traces.sampler.arg}, and none without a collector, since recording costs more than answering
     * a request. Trace ids are always created and passed on.
     */
    @Produces
    @Singleton
    Sampler sampler(
            @ConfigProperty(name = "enterprise.otlp.endpoint") Optional<URI> endpoint,
            @ConfigProperty(name = "quarkus.otel.traces.sampler.arg", defaultValue = "1.0") double share) {
        return Sampler.parentBased(endpoint.isPresent() ? Sampler.traceIdRatioBased(share) : Sampler.alwaysOff());
    }

    /** Sends to a collector. */
    static SpanProcessor to(URI collector) {
        String base = collector.toString();
        String traces = (base.endsWith("/") ? base : base + "/") + "v1/traces";
        return BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(traces).build())
                .build();
    }
}
