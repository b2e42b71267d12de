package io.enterprisemode.systemtests.upgrade;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The same request again and again, at whatever version is in use. */
final class RequestTraffic implements Traffic {

    private static final Duration PAUSE = Duration.ofMillis(40);

    private final String kind;
    private final ServiceName service;
    private final Doors doors;
    private final Caller caller;
    private final Function<Caller, Answer> request;
    private final Findings findings;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * @param service which answers it
     * @param request sends it, by the caller it is given
     */
    RequestTraffic(
            String kind,
            ServiceName service,
            Doors doors,
            Caller caller,
            Function<Caller, Answer> request,
            Findings findings) {
        this.kind = kind;
        this.service = service;
        this.doors = doors;
        this.caller = caller;
        this.request = request;
        this.findings = findings;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public void stop() {
        stopping.set(true);
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            try {
                Answer answer = doors.use(service, address -> request.apply(caller.to(address)));
                if (answer.status() >= 200 && answer.status() < 300) {
                    findings.answered(kind);
                } else {
                    findings.failed(kind, answer.toString());
                }
            } catch (UncheckedIOException e) {
                findings.failed(kind, String.valueOf(e.getCause()));
            } catch (RuntimeException e) {
                findings.failed(kind, e.toString());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
