package io.enterprisemode.teams.domain;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A name server on loopback (RFC 1035) that answers questions for TXT records over UDP, for as long as the tests run.
 * What it knows is in system properties, which the tests share with it whatever loads their classes.
 */
public final class DnsResponder implements QuarkusTestResourceLifecycleManager {

    private static final String KNOWN = "test.dns.";
    private static final String SILENT = "silent";
    private static final String FAILING = "failing";
    private static final int NAME_ERROR = 3;
    private static final int SERVER_FAILURE = 2;
    private static final int TXT = 16;

    private DatagramSocket socket;

    /** From now on the name has these texts. */
    static void put(String name, String... texts) {
        System.setProperty(KNOWN + name.toLowerCase(Locale.ROOT), "=" + String.join("\n", texts));
    }

    /** From now on questions for the name get no answer. */
    static void silence(String name) {
        System.setProperty(KNOWN + name.toLowerCase(Locale.ROOT), SILENT);
    }

    /** From now on the server fails on questions for the name. */
    static void fail(String name) {
        System.setProperty(KNOWN + name.toLowerCase(Locale.ROOT), FAILING);
    }

    @Override
    public Map<String, String> start() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("dns-responder").start(this::serve);
        return Map.of(
                "enterprise.domains.resolver",
                socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort(),
                "enterprise.domains.timeout",
                "PT1S",
                "enterprise.domains.look-up-every",
                "off");
    }

    @Override
    public void stop() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[1_500];
        while (!socket.isClosed()) {
            DatagramPacket question = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(question);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, question.getLength()));
                if (answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static byte[] answer(ByteBuffer question) throws IOException {
        int id = question.getShort(0);
        question.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int end = question.position() + 4;
        String known = System.getProperty(KNOWN + name.toString().toLowerCase(Locale.ROOT));
        if (SILENT.equals(known)) {
            return new byte[0];
        }
        List<String> texts = known == null || known.equals(FAILING)
                ? List.of()
                : List.of(known.substring(1).split("\n", -1));
        int code = known == null ? NAME_ERROR : known.equals(FAILING) ? SERVER_FAILURE : 0;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(ByteBuffer.allocate(12)
                .putShort((short) id)
                .putShort((short) (0x8180 | code))
                .putShort((short) 1)
                .putShort((short) texts.size())
                .putInt(0)
                .array());
        byte[] asked = new byte[end - 12];
        question.get(12, asked);
        answer.write(asked);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            answer.write(ByteBuffer.allocate(12)
                    .putShort((short) 0xC00C)
                    .putShort((short) TXT)
                    .putShort((short) 1)
                    .putInt(60)
                    .putShort((short) (bytes.length + 1))
                    .array());
            answer.write(bytes.length);
            answer.write(bytes);
        }
        return answer.toByteArray();
    }
}
