package io.enterprisemode.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.web.problem.ProblemException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Request(
            @Nullable Patch<String> name, @Nullable Patch<Boolean> enabled) {}

    private static Request read(String json) throws JsonProcessingException {
        return JSON.readValue(json, Request.class);
    }

    @Test
    void whatIsNotThereStaysNullRemovesAndAnythingElseReplaces() throws JsonProcessingException {
        assertThat(read("{}")).isEqualTo(new Request(null, null));
        assertThat(read("{\"name\": null, \"enabled\": null}"))
                .isEqualTo(new Request(new Patch.Remove<>(), new Patch.Remove<>()));
        assertThat(read("{\"name\": \"Acme\", \"enabled\": false}"))
                .isEqualTo(new Request(new Patch.Replace<>("Acme"), new Patch.Replace<>(false)));
        assertThatThrownBy(() -> read("{\"name\": []}")).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void aPatchIsAppliedToWhatIsPresent() throws JsonProcessingException {
        assertThat(Patch.<String, String>applied(null, "present", Function.identity()))
                .isEqualTo("present");
        assertThat(Patch.applied(read("{\"name\": null}").name(), "present", Function.identity()))
                .isNull();
        assertThat(Patch.applied(read("{\"name\": \"new\"}").name(), "present", name -> name + "!"))
                .isEqualTo("new!");
        assertThat(Patch.required("/name", read("{\"name\": \"new\"}").name(), "present"))
                .isEqualTo("new");
        assertThatThrownBy(
                        () -> Patch.required("/name", read("{\"name\": null}").name(), "present"))
                .isInstanceOf(ProblemException.class);
    }
}
