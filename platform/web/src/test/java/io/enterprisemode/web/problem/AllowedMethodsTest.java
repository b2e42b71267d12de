package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedMethodsTest {

    @Path("/api/things")
    @Consumes("application/xml")
    static final class Things {
        @PATCH
        public void changeAll() {}

        @GET
        @Path("upcoming")
        public void upcoming() {}

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

        @PATCH
        @Path("parts/{part}")
        @Consumes({"application/merge-patch+json", "application/json"})
        public void change() {}
    }

    private final AllowedMethods allowed = AllowedMethods.of(List.of(Things.class, Thing.class));

    @Test
    void aPathHasTheMethodsOfAllClassesAndWhatComesWithThem() {
        assertThat(allowed.of("/api/things")).containsExactly("GET", "HEAD", "OPTIONS", "PATCH", "POST");
        assertThat(allowed.of("/api/things/7")).containsExactly("DELETE", "OPTIONS");
        assertThat(allowed.of("/api/things/7/parts/")).containsExactly("GET", "HEAD", "OPTIONS", "POST");
    }

    @Test
    void aPathThatFitsAWordAndAParameterHasTheMethodsOfBoth() {
        assertThat(allowed.of("/api/things/upcoming")).containsExactly("DELETE", "GET", "HEAD", "OPTIONS");
        assertThat(allowed.of("/api/things/8")).containsExactly("DELETE", "OPTIONS");
    }

    @Test
    void aPatchNamesItsFormatsOfTheMethodOrOfTheClass() {
        assertThat(allowed.patchesOf("/api/things/7/parts/8"))
                .containsExactly("application/json", "application/merge-patch+json");
        assertThat(allowed.patchesOf("/api/things")).containsExactly("application/xml");
        assertThat(allowed.patchesOf("/api/things/7/parts")).isEmpty();
    }

    @Test
    void whatLiesBelowAClassIsCoveredWhetherOrNotThereIsSomething() {
        assertThat(allowed.covers("/api/things/7/parts/8/screws")).isTrue();
        assertThat(allowed.covers("/api/things/")).isTrue();
        assertThat(allowed.covers("/api/thingsx")).isFalse();
        assertThat(allowed.covers("/api")).isFalse();
    }

    @Test
    void whereNothingIsThereIsNoMethod() {
        assertThat(allowed.of("/api")).isEmpty();
        assertThat(allowed.of("/api/things/7/parts/8/screws")).isEmpty();
        assertThat(allowed.of("/api/thingsx")).isEmpty();
    }
}
