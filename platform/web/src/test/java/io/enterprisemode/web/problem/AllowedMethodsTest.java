package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedMethodsTest {

    @Path("/api/things")
    static final class Things {
        @GET
        public void list() {}

        @POST
        public void add() {}

        @POST
        @Path("/{id}/parts/")
        public void addPart() {}

        public void noOperation() {}
    }

    @Path("api/things/{thing}")
    static final class Thing {
        @DELETE
        public void remove() {}

        @GET
        @Path("parts")
        public void parts() {}
    }

    private final AllowedMethods allowed = AllowedMethods.of(List.of(Things.class, Thing.class));

    @Test
    void aPathHasTheMethodsOfAllClassesAndWhatComesWithThem() {
        assertThat(allowed.of("/api/things")).containsExactly("GET", "HEAD", "OPTIONS", "POST");
        assertThat(allowed.of("/api/things/7")).containsExactly("DELETE", "OPTIONS");
        assertThat(allowed.of("/api/things/7/parts/")).containsExactly("GET", "HEAD", "OPTIONS", "POST");
    }

    @Test
    void whereNothingIsThereIsNoMethod() {
        assertThat(allowed.of("/api")).isEmpty();
        assertThat(allowed.of("/api/things/7/parts/8")).isEmpty();
        assertThat(allowed.of("/api/thingsx")).isEmpty();
    }
}
