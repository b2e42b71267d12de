package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeclaredParametersTest {

    record Filter(
            @QueryParam("from") String since,
            @QueryParam("tag") List<String> tags,
            @HeaderParam("Prefer") String prefer,
            @BeanParam Zone zone) {}

    record Zone(@QueryParam("timeZone") String name) {}

    abstract static class WithLimit {
        @QueryParam("limit")
        String most;
    }

    static final class Paged extends WithLimit {
        @QueryParam("cursor")
        String from;
    }

    record Nothing() {}

    static class Things {
        @GET
        public void list(
                @PathParam("id") String id,
                @QueryParam("limit") String most,
                @QueryParam("id") Set<String> ids,
                @QueryParam("kind") String[] kinds,
                @HeaderParam("Prefer") String prefer,
                String body) {}

        @GET
        public void search(@BeanParam Filter filter, @QueryParam("limit") String limit) {}

        @GET
        public void pages(@BeanParam Paged page) {}

        @GET
        public void nothing(@BeanParam Nothing nothing) {}

        @GET
        public void read() {}
    }

    @IgnoresOtherParameters
    static class Protocol {
        @GET
        public void read(@QueryParam("limit") String limit) {}
    }

    @Test
    void declaredParametersMayBeThereOrNot() {
        assertAccepted(Things.class, "list");
        assertAccepted(Things.class, "list", "limit", "id", "kind");
        assertAccepted(Things.class, "search", "limit", "from", "tag", "timeZone");
        assertAccepted(Things.class, "pages", "cursor", "limit");
        assertAccepted(Things.class, "read");
    }

    @Test
    void whatIsNotDeclaredIsNamedWithWhatIs() {
        assertThat(refused(Things.class, "list", "limit", "lmit"))
                .containsExactly(new FieldError("lmit", "is not a known parameter, those are limit, id, kind"));
        assertThat(refused(Things.class, "search", "zone", "Prefer", "since"))
                .extracting(FieldError::pointer)
                .containsExactly("zone", "Prefer", "since");
        assertThat(refused(Things.class, "read", "limit"))
                .containsExactly(new FieldError("limit", "is not a known parameter, there are none here"));
    }

    @Test
    void namesCountAsTheyAreWritten() {
        for (String other : List.of("Limit", "limit ", "l\u0131mit", "limit[]", "")) {
            assertThat(refused(Things.class, "list", other))
                    .extracting(FieldError::pointer)
                    .containsExactly(other);
        }
    }

    @Test
    void whatIsEmptyIsNotTakenForMissing() {
        for (String empty : List.of("", " ")) {
            assertThatThrownBy(() -> declared(Things.class, "list")
                            .check(List.of(Map.entry("limit", "1"), Map.entry("kind", empty))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.errors())
                                    .containsExactly(new FieldError("kind", Parameters.EMPTY)));
        }
    }

    @Test
    void onlyWhatHasSeveralValuesMayBeRepeated() {
        assertAccepted(Things.class, "list", "id", "kind", "limit", "kind", "id", "id");
        assertAccepted(Things.class, "search", "tag", "tag");
        assertThat(refused(Things.class, "list", "limit", "id", "limit", "limit"))
                .containsExactly(new FieldError("limit", "is there more than once"));
        assertThat(refused(Things.class, "search", "from", "from", "timeZone", "timeZone"))
                .extracting(FieldError::pointer)
                .containsExactly("from", "timeZone");
    }

    @Test
    void aLongQueryGetsNoLongAnswer() {
        String[] many = IntStream.range(0, 1_000).mapToObj(i -> "p" + i).toArray(String[]::new);

        assertThat(refused(Things.class, "list", many))
                .extracting(FieldError::pointer)
                .containsExactlyElementsOf(List.of(many).subList(0, 10));
    }

    @Test
    void aProtocolMayIgnoreThem() {
        assertAccepted(Protocol.class, "read", "aadOptscim062020", "limit", "limit");
    }

    @Test
    void aClassOfParametersThatCannotBeReadIsNoticed() {
        assertThatThrownBy(() -> declared(Things.class, "nothing"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Nothing.class.getName());
    }

    private static void assertAccepted(Class<?> resource, String operation, String... given) {
        assertThatCode(() -> declared(resource, operation).check(withValues(given)))
                .doesNotThrowAnyException();
    }

    private static List<FieldError> refused(Class<?> resource, String operation, String... given) {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> declared(resource, operation).check(withValues(given)));
        assertThat(problem).isNotNull();
        return problem.errors();
    }

    private static List<Map.Entry<String, String>> withValues(String... names) {
        return Arrays.stream(names).map(name -> Map.entry(name, "value")).toList();
    }

    private static DeclaredParameters declared(Class<?> resource, String operation) {
        return DeclaredParameters.of(Arrays.stream(resource.getDeclaredMethods())
                .filter(method -> method.getName().equals(operation))
                .findFirst()
                .orElseThrow());
    }
}
