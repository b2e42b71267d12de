package io.enterprisemode.systemtests.upgrade;

import io.enterprisemode.local.ServiceName;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where requests may go now: the addresses of each service that is in use. As a load balancer does, a version is taken
 * out before it is stopped: nothing new is sent to it, and what it has begun comes to its end.
 */
final class Doors {

    private record Door(String version, URI address) {}

    private final Map<ServiceName, List<Door>> open = new HashMap<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private long turn;

    /** Lets requests go to a version, beside those that have been opened. */
    synchronized void open(String version, Map<ServiceName, URI> addresses) {
        addresses.forEach((service, address) -> open.merge(
                service,
                List.of(new Door(version, address)),
                (before, added) -> List.of(before.getFirst(), added.getFirst())));
    }

    /** Sends nothing more to a version, and returns when all it was asked is answered. */
    synchronized void close(String version) throws InterruptedException {
        open.replaceAll((service, doors) ->
                doors.stream().filter(door -> !door.version().equals(version)).toList());
        while (inFlight.getOrDefault(version, 0) > 0) {
            wait();
        }
    }

    /** Does something at an address of a service; versions take turns. */
    <T> T use(ServiceName service, Function<URI, T> work) {
        Door door = enter(service);
        try {
            return work.apply(door.address());
        } finally {
            leave(door);
        }
    }

    private synchronized Door enter(ServiceName service) {
        List<Door> doors = open.getOrDefault(service, List.of());
        if (doors.isEmpty()) {
            throw new IllegalStateException("no version of " + service + " is in use");
        }
        Door door = doors.get((int) (turn++ % doors.size()));
        inFlight.merge(door.version(), 1, Integer::sum);
        return door;
    }

    private synchronized void leave(Door door) {
        inFlight.merge(door.version(), -1, Integer::sum);
        notifyAll();
    }
}
