package io.enterprisemode.web.request;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses, given as single ones and as ranges such as {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632, RFC
 * 4291).
 */
public final class AddressRanges {

    private static final int V4_BYTES = 4;
    private static final int V4_MAPPED_PREFIX = 12;

    private static final class Range {

        private final byte[] network;
        private final int bits;

        Range(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            int mask = 0xff << (8 - rest) & 0xff;
            return rest == 0 || (address[whole] & mask) == (network[whole] & mask);
        }
    }

    private final List<Range> ranges;

    private AddressRanges(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Reads the ranges.
     *
     * @throws IllegalArgumentException names what is neither an address nor a range
     */
    public static AddressRanges of(List<String> texts) {
        List<Range> ranges = new ArrayList<>();
        for (String text : texts) {
            ranges.add(range(text.strip()));
        }
        return new AddressRanges(ranges);
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytes(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a range such as 10.0.0.0/8");
        }
        int most = network.length * 8;
        int bits = slash < 0 ? most : bits(text, slash);
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("'" + text + "' has a prefix of " + bits + " bits");
        }
        return new Range(network, bits);
    }

    private static int bits(String text, int slash) {
        try {
            return Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no number after its slash", e);
        }
    }

    /** Whether the text is an address of the set; a text that is no address is not. */
    public boolean contains(String address) {
        byte[] bytes = bytes(address);
        return bytes != null && ranges.stream().anyMatch(range -> range.contains(bytes));
    }

    /**
     * The bytes of an address in digits; of an IPv4 address in IPv6 form those of the IPv4 address; null: it is none.
     */
    static byte @Nullable [] bytes(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null || bytes.length == V4_BYTES || !isMapped(bytes)) {
            return bytes;
        }
        byte[] v4 = new byte[V4_BYTES];
        System.arraycopy(bytes, V4_MAPPED_PREFIX, v4, 0, V4_BYTES);
        return v4;
    }

    private static boolean isMapped(byte[] v6) {
        for (int i = 0; i < V4_MAPPED_PREFIX; i++) {
            if (v6[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return true;
    }
}
