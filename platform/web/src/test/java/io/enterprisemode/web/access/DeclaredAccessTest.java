package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.Permission;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

class DeclaredAccessTest {

    @Path("/things")
    static class Things {

        @GET
        @Requires(Permission.ORG_READ)
        public String read() {
            return "";
        }

        @POST
        public String forgotten() {
            return "";
        }

        @POST
        @Path("/twice")
        @Public
        @SignedIn
        public String twice() {
            return "";
        }

        public String noOperation() {
            return "";
        }
    }

    @Test
    void everyOperationDeclaresExactlyOnce() {
        assertThat(DeclaredAccess.undeclared(Things.class)).containsExactly("Things.forgotten", "Things.twice");
    }
}
