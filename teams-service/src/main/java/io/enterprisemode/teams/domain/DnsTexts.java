package io.enterprisemode.teams.domain;

import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.DnsException;
import io.vertx.core.dns.DnsResponseCode;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.dns.DnsClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** Asks the DNS for TXT records (RFC 1035, section 3.3.14). */
@ApplicationScoped
class DnsTexts {

    private static final Logger LOG = Logger.getLogger(DnsTexts.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final DnsClientOptions options;

    DnsTexts(Vertx vertx, DomainConfiguration configuration) {
        this.vertx = vertx;
        this.options = new DnsClientOptions()
                .setQueryTimeout(configuration.timeout().toMillis())
                .setRecursionDesired(true);
        configuration.resolver().ifPresent(this::resolver);
    }

    private void resolver(String address) {
        int colon = address.lastIndexOf(':');
        boolean withPort = colon > 0 && address.indexOf(':') == colon;
        options.setHost(withPort ? address.substring(0, colon) : address);
        if (withPort) {
            options.setPort(Integer.parseInt(address.substring(colon + 1)));
        }
    }

    /**
     * The texts under a name; none when there is no such name.
     *
     * @throws ProblemException dns-unavailable, when no answer comes in time or the resolver fails
     */
    Uni<List<String>> of(String name) {
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .deferred(() -> {
                    DnsClient client = vertx.createDnsClient(options);
                    return client.resolveTXT(name).eventually(() -> client.close());
                })
                .emitOn(context::runOnContext)
                .onFailure(DnsTexts::meansNone)
                .recoverWithItem(List.of())
                .onFailure()
                .invoke(e -> LOG.infof("the DNS gave no answer for %s: %s", name, e.toString()))
                .onFailure()
                .transform(e -> ProblemException.retryLater(
                        DomainProblems.DNS_UNAVAILABLE, "No answer came for " + name + ".", RETRY_AFTER));
    }

    private static boolean meansNone(Throwable failure) {
        return failure instanceof DnsException dns && dns.code() == DnsResponseCode.NXDOMAIN;
    }
}
