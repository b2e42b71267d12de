package io.enterprisemode.gateway.health;

import io.enterprisemode.gateway.backend.Backends;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Checks the readiness of every service every two seconds, so that a page never waits for a service that is
 * unavailable.
 */
@ApplicationScoped
public class ServiceHealthWatch {

    private static final Logger LOG = Logger.getLogger(ServiceHealthWatch.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LATELY = Duration.ofSeconds(15);

    private final Backends backends;
    private final List<String> names;
    private final Clock clock;
    private final Map<String, ProbeHistory> known = new ConcurrentHashMap<>();
    private final Map<String, AccessViewHealth> accessViews = new ConcurrentHashMap<>();

    ServiceHealthWatch(Backends backends, ServicesConfiguration configuration, Clock clock) {
        this.backends = backends;
        this.names = configuration.services().keySet().stream().sorted().toList();
        this.clock = clock;
    }

    @Scheduled(identity = "service-health", every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return Uni.join()
                .all(Stream.concat(
                                names.stream().map(this::look), names.stream().map(this::lookAtAccessView))
                        .toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    /** The gateway itself and all services, by name; what has not been looked at lately is unknown. */
    public List<ServiceHealth> all() {
        Instant now = clock.instant();
        ServiceHealth self = new ServiceHealth("gateway", ServiceHealth.Status.up, 0L, now, null);
        return Stream.concat(Stream.of(self), names.stream().map(name -> of(name, now)))
                .toList();
    }

    /** How old each service's view of who may do what is, by name; what has not been looked at lately is left out. */
    public List<AccessViewHealth> accessViews() {
        Instant now = clock.instant();
        return names.stream()
                .map(accessViews::get)
                .filter(Objects::nonNull)
                .filter(view -> view.checkedAt().isAfter(now.minus(LATELY)))
                .toList();
    }

    private Uni<Void> lookAtAccessView(String name) {
        return backends.wellness(name, TIMEOUT)
                .invoke(wellness -> AccessViewHealth.of(name, wellness, accessViews.get(name), clock.instant())
                        .ifPresent(view -> noteAccessView(name, view)))
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private void noteAccessView(String name, AccessViewHealth view) {
        AccessViewHealth before = accessViews.put(name, view);
        if (view.stale() && (before == null || !before.stale())) {
            LOG.warnf("%s-service cannot decide who may do what: its view is stale", name);
        }
    }

    private ServiceHealth of(String name, Instant now) {
        ServiceHealth health =
                known.getOrDefault(name, ProbeHistory.unknown(name)).health();
        boolean lately = health.checkedAt() != null && health.checkedAt().isAfter(now.minus(LATELY));
        return lately ? health : ServiceHealth.unknown(name);
    }

    private Uni<Void> look(String name) {
        Instant start = clock.instant();
        return backends.probe(name, "/q/health/ready", TIMEOUT)
                .map(status -> status == 200
                        ? new ProbeHistory.Look.Ready(
                                Duration.between(start, clock.instant()).toMillis())
                        : new ProbeHistory.Look.NotReady())
                .onFailure()
                .recoverWithItem(failure -> failure instanceof TimeoutException
                        ? new ProbeHistory.Look.Late()
                        : new ProbeHistory.Look.Unreachable())
                .invoke(look -> note(name, look))
                .replaceWithVoid();
    }

    private void note(String name, ProbeHistory.Look look) {
        ProbeHistory before = known.getOrDefault(name, ProbeHistory.unknown(name));
        ProbeHistory after = before.after(look, clock.instant());
        if (before.health().status() != after.health().status()) {
            LOG.infof("%s-service is %s", name, after.health().status());
        }
        known.put(name, after);
    }
}
