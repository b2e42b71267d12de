package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection that costs next to nothing, because it shares the processors with what is
 * measured: what is sent was put together before, and of an answer only the status and the length are read. For one
 * thread.
 */
final class Wire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int bodyStart;
    private int bodyEnd;

    Wire(URI base) {
        try {
            socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), TIMEOUT_MILLIS);
            out = socket.getOutputStream();
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new IllegalStateException("no connection to " + base, e);
        }
    }

    /** A request with its head, ready to be sent. */
    static byte[] request(String method, String path, String token, String organization, byte[] body) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nEnterprise-Org: " + organization
                + (body.length == 0
                        ? ""
                        : "\r\nContent-Type: application/json\r\nContent-Length: "
                                + String.format(Locale.ROOT, "%d", body.length))
                + "\r\n\r\n";
        byte[] start = head.getBytes(ISO_8859_1);
        byte[] whole = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    /** Sends a request and waits for the whole answer; gives its status. */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        filled = 0;
        int headEnd = readHead();
        int length = contentLength(headEnd);
        bodyStart = headEnd;
        bodyEnd = headEnd + length;
        while (filled < bodyEnd) {
            fill();
        }
        return status();
    }

    /** How often the text is in the body of the last answer. */
    int count(byte[] text) {
        int count = 0;
        for (int i = bodyStart; i <= bodyEnd - text.length; i++) {
            if (buffer[i] == text[0] && Arrays.equals(buffer, i, i + text.length, text, 0, text.length)) {
                count++;
                i += text.length - 1;
            }
        }
        return count;
    }

    /** The last answer, for people. */
    String answer() {
        return new String(buffer, 0, bodyEnd, ISO_8859_1);
    }

    private int readHead() throws IOException {
        int scanned = 0;
        while (true) {
            fill();
            for (int i = Math.max(3, scanned); i < filled; i++) {
                if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r') {
                    return i + 1;
                }
            }
            scanned = filled;
        }
    }

    private int contentLength(int headEnd) throws IOException {
        for (int i = 0; i < headEnd - LENGTH.length; i++) {
            if (buffer[i] == '\n' && isLengthHeader(i + 1)) {
                int length = 0;
                for (int digit = i + 1 + LENGTH.length; buffer[digit] != '\r'; digit++) {
                    length = buffer[digit] == ' ' ? length : length * 10 + buffer[digit] - '0';
                }
                return length;
            }
        }
        throw new IOException("an answer without length: " + new String(buffer, 0, headEnd, ISO_8859_1));
    }

    private boolean isLengthHeader(int start) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase((char) buffer[start + i]) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private int status() {
        int start = "HTTP/1.1 ".length();
        return (buffer[start] - '0') * 100 + (buffer[start + 1] - '0') * 10 + buffer[start + 2] - '0';
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("the connection was closed");
        }
        filled += read;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
