package io.enterprisemode.local.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreflightTest {

    private static final long MEGA = 1024L * 1024;

    @Test
    void aTakenPortIsNamedWithItsHolderAndTheSettingThatChangesIt() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Preflight.ports(Map.of(socket.getLocalPort(), "SUITE_GATEWAY_PORT")))
                    .isInstanceOf(SuiteException.class)
                    .hasMessageMatching(("Port %d is taken by java \\(pid %d\\)\\. Stop it, or choose another port: "
                                    + "SUITE_GATEWAY_PORT=\\d+ \\./suite up\\.")
                            .formatted(
                                    socket.getLocalPort(),
                                    ProcessHandle.current().pid()));
        }
    }

    @Test
    void aPortThatIsTakenOnAllAddressesIsTaken() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThatThrownBy(() -> Preflight.ports(Map.of(socket.getLocalPort(), "SUITE_TEAMS_PORT")))
                    .hasMessageContaining("is taken");
        }
    }

    @Test
    void freePortsPass() {
        assertThatCode(() -> Preflight.ports(Map.of(Ports.free(1).getFirst(), "SUITE_TEAMS_PORT")))
                .doesNotThrowAnyException();
    }

    @Test
    void anAlmostFullDiskIsRefused() {
        assertThatThrownBy(() -> Preflight.disk(Path.of("/somewhere"), 100 * MEGA))
                .hasMessage("Only 100 MB are free on the disk of /somewhere. Make room for at least 1024 MB.");
        assertThatCode(() -> Preflight.disk(Path.of("/somewhere"), 2000 * MEGA)).doesNotThrowAnyException();
    }

    @Test
    void tooLittleMemoryIsRefused() {
        assertThatThrownBy(() -> Preflight.memory(300 * MEGA)).hasMessageStartingWith("Only 300 MB of memory");
        assertThatCode(() -> Preflight.memory(4000 * MEGA)).doesNotThrowAnyException();
    }
}
