package io.enterprisemode.web.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceExportTest {

    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private HttpServer collector;

    @BeforeEach
    void start() throws Exception {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    @Test
    void aSpanReachesTheCollectorThatIsNamed() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + collector.getAddress().getPort());
        try (SdkTracerProvider tracing = SdkTracerProvider.builder()
                .addSpanProcessor(new TraceExport().processor(Optional.of(address)))
                .build()) {
            tracing.get("test").spanBuilder("invoice-is-issued").startSpan().end();
        }
        assertThat(bodies.poll(10, TimeUnit.SECONDS)).contains("invoice-is-issued");
    }

    @Test
    void withoutACollectorNothingIsSent() {
        try (SdkTracerProvider tracing = SdkTracerProvider.builder()
                .addSpanProcessor(new TraceExport().processor(Optional.empty()))
                .build()) {
            tracing.get("test").spanBuilder("invoice-is-issued").startSpan().end();
        }
        assertThat(bodies).isEmpty();
    }

    @Test
    void withoutACollectorASpanHasAnIdToPassOnButIsNotRecorded() {
        URI collector = URI.create("http://127.0.0.1:4318");
        assertThat(span(Optional.empty(), Context.root()).isRecording()).isFalse();
        assertThat(span(Optional.empty(), Context.root()).getSpanContext().isValid())
                .isTrue();
        assertThat(span(Optional.of(collector), Context.root()).isRecording()).isTrue();
    }

    @Test
    void whatTheCallerRecordsIsRecordedHereToo() {
        SpanContext caller = SpanContext.createFromRemoteParent(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        Span span = span(Optional.empty(), Context.root().with(Span.wrap(caller)));
        assertThat(span.isRecording()).isTrue();
        assertThat(span.getSpanContext().getTraceId()).isEqualTo(caller.getTraceId());
    }

    private static Span span(Optional<URI> collector, Context parent) {
        try (SdkTracerProvider tracing = SdkTracerProvider.builder()
                .setSampler(new TraceExport().sampler(collector, 1.0))
                .build()) {
            return tracing.get("test")
                    .spanBuilder("invoice-is-issued")
                    .setParent(parent)
                    .startSpan();
        }
    }
}
