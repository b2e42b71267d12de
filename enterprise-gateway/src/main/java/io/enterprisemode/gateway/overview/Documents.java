package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a summary, as they were received. A document that cannot be read counts as failed and does not
 * affect the others.
 */
final class Documents {

    private static final Logger LOG = Logger.getLogger(Documents.class);
    private static final String UNREADABLE = "its answer could not be read";

    private final Map<Topic, Answer> answers = new EnumMap<>(Topic.class);

    Documents(Map<Topic, Answer> answers) {
        this.answers.putAll(answers);
    }

    /** Whether the document is an answer to the current request. */
    boolean isFresh(Topic topic) {
        return answers.get(topic) instanceof Answer.Fresh;
    }

    /** Whether the service says that there is no such document. */
    boolean isMissing(Topic topic) {
        return answers.get(topic) instanceof Answer.Missing;
    }

    /** The content of a document; empty when it is missing, cannot be read, or has no such content. */
    <T> Optional<T> read(Topic topic, Function<JsonNode, @Nullable T> reader) {
        return read(topic, (node, at) -> reader.apply(node));
    }

    /** The content of a document, which depends on when it was received. */
    <T> Optional<T> read(Topic topic, BiFunction<JsonNode, Instant, @Nullable T> reader) {
        Answer answer = answers.getOrDefault(topic, new Answer.Missing());
        try {
            return read(answer, reader);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException malformed) {
            LOG.warnf("%s-service: %s cannot be read: %s", topic.service(), topic.code(), malformed.getMessage());
            answers.put(topic, new Answer.Failed(UNREADABLE, false));
            return Optional.empty();
        }
    }

    /** The content of an answer, fresh or stale; fails when it is malformed. */
    static <T> Optional<T> read(Answer answer, BiFunction<JsonNode, Instant, @Nullable T> reader) {
        return switch (answer) {
            case Answer.Fresh(JsonNode value, Instant at) -> Optional.ofNullable(reader.apply(value, at));
            case Answer.Stale(JsonNode value, Instant at, String error) -> Optional.ofNullable(reader.apply(value, at));
            case Answer.Failed failed -> Optional.empty();
            case Answer.Forbidden forbidden -> Optional.empty();
            case Answer.Missing missing -> Optional.empty();
        };
    }

    /** How each document was obtained. */
    List<SummaryView.Source> sources() {
        return answers.entrySet().stream()
                .map(entry -> source(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static SummaryView.Source source(Topic topic, Answer answer) {
        return switch (answer) {
            case Answer.Fresh fresh -> source(topic, SummaryView.SourceStatus.ok, fresh.at(), null);
            case Answer.Stale stale -> source(topic, SummaryView.SourceStatus.stale, stale.at(), stale.error());
            case Answer.Failed failed -> source(topic, SummaryView.SourceStatus.failed, null, failed.error());
            case Answer.Forbidden forbidden -> source(topic, SummaryView.SourceStatus.forbidden, null, null);
            case Answer.Missing missing -> source(topic, SummaryView.SourceStatus.missing, null, null);
        };
    }

    private static SummaryView.Source source(
            Topic topic, SummaryView.SourceStatus status, @Nullable Instant at, @Nullable String error) {
        return new SummaryView.Source(topic.code(), topic.service(), status, at, error);
    }

    /** Of a service's documents the worst one counts: failed, then stale, then forbidden. */
    List<SummaryView.Part> parts() {
        List<SummaryView.Part> parts = new ArrayList<>();
        for (String service : List.of("teams", "billing", "reporting", "audit")) {
            SummaryView.Part worst = new SummaryView.Part(service, SummaryView.Part.Status.ok, null, null);
            for (SummaryView.Source source : sources()) {
                if (source.service().equals(service)) {
                    SummaryView.Part part = part(source);
                    worst = rank(part) > rank(worst) ? part : worst;
                }
            }
            parts.add(worst);
        }
        return parts;
    }

    private static SummaryView.Part part(SummaryView.Source source) {
        SummaryView.Part.Status status =
                switch (source.status()) {
                    case ok, missing -> SummaryView.Part.Status.ok;
                    case stale -> SummaryView.Part.Status.stale;
                    case failed -> SummaryView.Part.Status.failed;
                    case forbidden -> SummaryView.Part.Status.forbidden;
                };
        return new SummaryView.Part(source.service(), status, source.at(), source.error());
    }

    private static int rank(SummaryView.Part part) {
        return switch (part.status()) {
            case ok -> part.at() == null ? 0 : 1;
            case forbidden -> 2;
            case stale -> 3;
            case failed -> 4;
        };
    }
}
