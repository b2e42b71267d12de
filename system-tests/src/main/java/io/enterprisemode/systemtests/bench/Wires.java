package io.enterprisemode.systemtests.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A connection for each client. */
final class Wires implements AutoCloseable {

    private final List<Wire> wires = new ArrayList<>();

    Wires(URI door, int connections) {
        for (int i = 0; i < connections; i++) {
            wires.add(new Wire(door));
        }
    }

    Wire of(int client) {
        return wires.get(client);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }
}
