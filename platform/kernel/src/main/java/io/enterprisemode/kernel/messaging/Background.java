package io.enterprisemode.kernel.messaging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A loop on a thread of its own that survives failures: after one it pauses, longer each time up to a maximum, and goes
 * on.
 */
final class Background {

    /** One turn of the loop. */
    @FunctionalInterface
    interface Turn {
        void run() throws Exception;
    }

    private static final Logger LOG = Logger.getLogger(Background.class);

    private final String name;
    private final Turn turn;
    private final Duration longestPause;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    Background(String name, Duration longestPause, Turn turn) {
        this.name = name;
        this.turn = turn;
        this.longestPause = longestPause;
        this.thread = new Thread(this::loop, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean stopping() {
        return stopped.getCount() == 0;
    }

    /**
     * Asks the loop to end and waits for it; interrupts only what does not end by itself, as interrupted clients cannot
     * close well.
     */
    void stop() {
        stopped.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, unless the loop is to end. */
    void pause(Duration duration) throws InterruptedException {
        if (stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("stopping");
        }
    }

    private void loop() {
        int failures = 0;
        while (!stopping()) {
            try {
                turn.run();
                failures = 0;
            } catch (InterruptedException e) {
                if (stopping()) {
                    return;
                }
            } catch (Exception e) {
                if (stopping()) {
                    return;
                }
                failures++;
                log(e, failures);
                waitAfter(failures);
            }
        }
    }

    private void log(Exception e, int failures) {
        if (failures == 1) {
            LOG.warnf("%s: %s; it is tried again", name, rootMessage(e));
            LOG.debugf(e, "%s failed", name);
        } else if (failures % 30 == 0) {
            LOG.errorf(e, "%s has failed %d times in a row", name, failures);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    private void waitAfter(int failures) {
        long millis = Math.min(longestPause.toMillis(), 100L << Math.min(failures, 10));
        try {
            pause(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            LOG.debugf("%s is woken to stop", name);
        }
    }
}
