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
 * {@code /v1/traces}), in batches and in the background; what the collector does not take is dropped and never holds up
 * a request. Without an endpoint, spans are only passed on in headers. It is chosen when a service starts, unlike the
 * framework's own exporter, which is chosen when it is built.
 */
@ApplicationScoped
public class TraceExport {

    @Produces
    @Singleton
    SpanProcessor processor(@ConfigProperty(name = "enterprise.otlp.endpoint") Optional<URI> endpoint) {
        return endpoint.map(TraceExport::to).orElseGet(SpanProcessor::composite);
    }

    /**
     * What is recorded: as the caller's own spans are; of what begins here the share
     * {@code quarkus.otel.traces.sampler.arg}, and nothing without a collector, since recording costs a request more
     * than answering it. Ids are given and passed on all the same.
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
