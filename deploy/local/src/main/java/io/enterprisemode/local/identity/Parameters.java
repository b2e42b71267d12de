package io.enterprisemode.local.identity;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Parameters in the form of HTML: of an address, of a posted body. */
final class Parameters {

    private Parameters() {}

    /** Those of the address and, of a POST, those of the body; of a name that occurs twice the first. */
    static Map<String, String> of(HttpExchange exchange, int largestBody) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null) {
            read(query, parameters);
        }
        if (exchange.getRequestMethod().equals("POST")) {
            byte[] body = exchange.getRequestBody().readNBytes(largestBody);
            read(new String(body, StandardCharsets.UTF_8), parameters);
        }
        return parameters;
    }

    /** The address with more parameters. */
    static String append(String address, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return address;
        }
        return address + (address.contains("?") ? "&" : "?") + encode(parameters);
    }

    /** The parameters as the body of a form. */
    static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void read(String form, Map<String, String> parameters) {
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }
}
