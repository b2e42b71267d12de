package io.enterprisemode.reporting.freshness;

import io.enterprisemode.kernel.messaging.ConsumerGroups;
import io.enterprisemode.kernel.messaging.MessagingConfiguration;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/** Reads from the broker once a second how many events the consumers of all replicas together have yet to take in. */
@ApplicationScoped
class Backlogs {

    private static final Logger LOG = Logger.getLogger(Backlogs.class);
    private static final Duration LATELY = Duration.ofSeconds(10);

    private final ConsumerGroups groups;
    private final MessagingConfiguration messaging;
    private final Clock clock;
    private final Map<String, Backlog> known = new ConcurrentHashMap<>();

    Backlogs(ConsumerGroups groups, MessagingConfiguration messaging, Clock clock) {
        this.groups = groups;
        this.messaging = messaging;
        this.clock = clock;
    }

    /** That of the consumer; empty: it is not known, or not lately. */
    Optional<Backlog> of(String consumer) {
        return Optional.ofNullable(known.get(consumer))
                .filter(backlog -> backlog.at().isAfter(clock.instant().minus(LATELY)));
    }

    @Blocking
    @Scheduled(identity = "backlogs", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() throws InterruptedException {
        if (!messaging.enabled()) {
            return;
        }
        for (String consumer : groups.consumers()) {
            Instant at = clock.instant();
            try {
                known.put(consumer, new Backlog(groups.lag(consumer), at));
            } catch (ExecutionException e) {
                LOG.debugf("how far consumer %s is behind is not known: %s", consumer, e.getCause());
            }
        }
    }
}
