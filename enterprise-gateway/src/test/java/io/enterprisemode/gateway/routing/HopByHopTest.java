package io.enterprisemode.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HopByHopTest {

    @Test
    void headersOfOneConnectionStayBehind() {
        MultiMap from = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", "close, X-Mine")
                .add("connection", "x-ours ,")
                .add("X-Mine", "1")
                .add("X-Ours", "2")
                .add("Keep-Alive", "timeout=5")
                .add("Transfer-Encoding", "chunked")
                .add("TE", "trailers")
                .add("Upgrade", "h2c")
                .add("HTTP2-Settings", "AAMA")
                .add("Proxy-Authorization", "Basic eA==")
                .add("Cookie", "a=b")
                .add("Accept", "text/html")
                .add("Accept", "application/json");
        MultiMap to = MultiMap.caseInsensitiveMultiMap();

        HopByHop.copy(from, to, Set.of("cookie"));

        assertThat(to.names()).containsExactly("Accept");
        assertThat(to.getAll("Accept")).containsExactly("text/html", "application/json");
    }
}
