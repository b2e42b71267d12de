package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.Backoff;
import io.enterprisemode.client.internal.Pause;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Reads again and again until its thread is interrupted. */
final class Polling implements Runnable {

    private static final System.Logger LOG = System.getLogger(Polling.class.getName());

    private final Runnable read;
    private final long interval;
    private final Backoff backoff;
    private final Pause pause;
    private final RandomGenerator random;

    /**
     * Polling at an interval, which varies by a tenth, so that many applications do not ask at the same time.
     *
     * @param read throws {@link EntitlementsException} when it fails
     * @param backoff the pauses after failures
     */
    Polling(Runnable read, Duration interval, Backoff backoff, Pause pause, RandomGenerator random) {
        this.read = read;
        this.interval = interval.toNanos();
        this.backoff = backoff;
        this.pause = pause;
        this.random = random;
    }

    @Override
    public void run() {
        try {
            for (int failures = 0; !Thread.currentThread().isInterrupted(); ) {
                try {
                    read.run();
                    failures = 0;
                    pause.take(Duration.ofNanos((long) (interval * (0.9 + random.nextDouble() / 5))));
                } catch (RuntimeException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    failures++;
                    LOG.log(
                            failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                            "entitlements cannot be read ({0}); it is tried again",
                            String.valueOf(e));
                    pause.take(backoff.pause(
                            failures, e instanceof EntitlementsException told ? told.retryAfter() : Duration.ZERO));
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed");
        }
    }
}
