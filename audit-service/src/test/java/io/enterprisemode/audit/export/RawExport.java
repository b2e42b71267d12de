package io.enterprisemode.audit.export;

import io.enterprisemode.audit.AuditApi;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An export read from a bare socket, as slowly as one likes: shows whether the chunked body came to its end (RFC 9112,
 * section 7.1).
 */
final class RawExport implements AutoCloseable {

    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final byte[] tail = new byte[LAST_CHUNK.length];
    private long bytes;

    private RawExport(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static RawExport begin(String token) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        socket.getOutputStream()
                .write(("GET " + AuditApi.AUDIT + "/export HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new RawExport(socket);
    }

    /** What has come, at most some kilobytes. */
    String readSome() throws IOException {
        byte[] buffer = new byte[4096];
        int read = in.read(buffer);
        took(buffer, read);
        return new String(buffer, 0, read, StandardCharsets.UTF_8);
    }

    /** Reads until the last chunk, or until the connection ends. */
    void readToTheEnd() throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try {
            while (!endedAsASuccess()) {
                int read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                took(buffer, read);
            }
        } catch (SocketException e) {
            // Reset: it did not end well, which is for the test to judge.
            socket.close();
        }
    }

    boolean endedAsASuccess() {
        return Arrays.equals(tail, LAST_CHUNK);
    }

    long bytes() {
        return bytes;
    }

    private void took(byte[] buffer, int read) {
        bytes += read;
        for (int i = Math.max(0, read - tail.length); i < read; i++) {
            System.arraycopy(tail, 1, tail, 0, tail.length - 1);
            tail[tail.length - 1] = buffer[i];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
