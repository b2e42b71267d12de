package io.enterprisemode.web.request;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client's address behind proxies. Every proxy appends the address of its peer, so the list is read from its end,
 * as long as the element was written by a trusted proxy. The client is the first address that is no trusted proxy. The
 * elements before it may be invented by the client and are ignored. Reading stops at an element that is no address;
 * then the last address read is the result.
 */
public final class ForwardedAddresses {

    private ForwardedAddresses() {}

    /**
     * The client's address.
     *
     * @param peer the address of the connected peer
     * @param header the header in which the proxies name their peers
     * @param values every header of that name, in order
     * @param trusted the addresses of the trusted proxies
     */
    public static String client(String peer, ForwardingHeader header, List<String> values, AddressRanges trusted) {
        if (values.isEmpty() || !trusted.contains(peer)) {
            return peer;
        }
        List<@Nullable String> hops =
                switch (header) {
                    case X_FORWARDED_FOR -> simple(values);
                    case FORWARDED -> standard(values);
                };
        String client = peer;
        for (int i = hops.size() - 1; i >= 0 && trusted.contains(client); i--) {
            String hop = hops.get(i);
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return client;
    }

    private static List<@Nullable String> simple(List<String> headers) {
        List<@Nullable String> hops = new ArrayList<>();
        for (String header : headers) {
            for (String element : header.split(",", -1)) {
                hops.add(address(element));
            }
        }
        return hops;
    }

    private static List<@Nullable String> standard(List<String> headers) {
        List<@Nullable String> hops = new ArrayList<>();
        for (String header : headers) {
            for (String element : outsideQuotes(header, ',')) {
                hops.add(forOf(element));
            }
        }
        return hops;
    }

    /** The address of an element's {@code for} parameter; null: none, hidden ({@code _x}), unknown or no address. */
    private static @Nullable String forOf(String element) {
        for (String pair : outsideQuotes(element, ';')) {
            String stripped = pair.strip();
            if (stripped.toLowerCase(Locale.ROOT).startsWith("for=")) {
                return address(unquoted(stripped.substring("for=".length()).strip()));
            }
        }
        return null;
    }

    private static List<String> outsideQuotes(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    /**
     * An address without its port, {@code 1.2.3.4:80} or {@code [v6]:80}, as its digits are written usually; null: it
     * is none.
     */
    private static @Nullable String address(String element) {
        String text = element.strip();
        String host = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || !isPort(text.substring(end + 1))) {
                return null;
            }
            host = text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            int colon = text.indexOf(':');
            if (!isPort(text.substring(colon))) {
                return null;
            }
            host = text.substring(0, colon);
        }
        byte[] bytes = host.indexOf('%') >= 0 ? null : AddressRanges.bytes(host);
        if (bytes == null) {
            return null;
        }
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has " + bytes.length + " bytes", e);
        }
    }

    private static boolean isPort(String text) {
        if (text.isEmpty()) {
            return true;
        }
        return text.length() >= 2
                && text.length() <= 6
                && text.charAt(0) == ':'
                && text.substring(1).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
