package io.enterprisemode.teams.mail;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Tells the service a free port for its mail server, which a test starts and stops as it likes, and keeps the service
 * from doing by itself what is done from time to time: tests say when.
 */
public final class MailServerPort implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try (ServerSocket free = new ServerSocket(0)) {
            return Map.of(
                    "enterprise.mail.host", "localhost",
                    "enterprise.mail.port", String.valueOf(free.getLocalPort()),
                    "enterprise.mail.every", "off",
                    "enterprise.deletion.every", "off",
                    "enterprise.access.uses-every", "off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // nothing was started
    }
}
