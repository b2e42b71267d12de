package io.enterprisemode.web.request;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/** What an IP address looks like as text. Nothing is looked up. */
public final class IpAddress {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpAddress() {}

    /**
     * Whether the text is an IPv4 address of four decimal numbers, or an IPv6 address as RFC 4291 writes it: without
     * brackets, zone or port. The older forms of IPv4 (two or three numbers, octal, hexadecimal) are none.
     */
    public static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || isIpv6(text);
    }

    private static boolean isIpv6(String text) {
        if (!IPV6_CHARACTERS.matcher(text).matches() || text.indexOf(':') < 0) {
            return false;
        }
        int dotted = text.indexOf('.') < 0 ? -1 : text.lastIndexOf(':') + 1;
        if (dotted >= 0 && !IPV4.matcher(text.substring(dotted)).matches()) {
            return false;
        }
        try {
            return !Inet6Address.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
