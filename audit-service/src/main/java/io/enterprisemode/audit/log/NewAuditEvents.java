package io.enterprisemode.audit.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.IpAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks a body that is one event or a list of them; every wrong field of every event is named. */
@ApplicationScoped
class NewAuditEvents {

    static final int MOST = 500;

    private static final int LONGEST_DETAILS = 16_384;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final ObjectMapper json;
    private final Validator validator;
    private final Clock clock;

    NewAuditEvents(ObjectMapper json, Validator validator, Clock clock) {
        this.json = json;
        this.validator = validator;
        this.clock = clock;
    }

    /**
     * The events of a body.
     *
     * @throws JsonProcessingException when an event cannot be read; its path leads to the field
     * @throws ProblemException with every field that is missing or not valid
     */
    List<NewAuditEvent> read(@Nullable JsonNode body) throws JsonProcessingException {
        List<NewAuditEvent> events = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        if (body == null || !body.isArray()) {
            NewAuditEvent event = json.treeToValue(body, NewAuditEvent.class);
            check(event, "", errors);
            events.add(event);
        } else if (body.isEmpty() || body.size() > MOST) {
            throw ProblemException.invalid("", "must be an event or a list of 1 to " + MOST + " events");
        } else {
            for (int i = 0; i < body.size(); i++) {
                NewAuditEvent event = read(body, i);
                check(event, "/" + i, errors);
                events.add(event);
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return events;
    }

    private NewAuditEvent read(JsonNode events, int index) throws JsonProcessingException {
        try {
            return json.treeToValue(events.get(index), NewAuditEvent.class);
        } catch (JsonMappingException e) {
            e.prependPath(events, index);
            throw e;
        }
    }

    private void check(@Nullable NewAuditEvent event, String pointer, List<FieldError> errors) {
        if (event == null) {
            errors.add(new FieldError(pointer, "must be an event"));
            return;
        }
        validator.validate(event).stream()
                .map(violation -> new FieldError(pointer + pointer(violation), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::pointer))
                .forEach(errors::add);
        Instant time = event.time();
        if (time != null
                && (time.isBefore(EARLIEST) || time.isAfter(clock.instant().plus(CLOCK_SKEW)))) {
            errors.add(new FieldError(pointer + "/time", "must not be before 2000 or more than 5 minutes ahead"));
        }
        if (event.ipAddress() != null && !IpAddress.isAddress(event.ipAddress())) {
            errors.add(new FieldError(pointer + "/ipAddress", "must be an IPv4 or IPv6 address, without port"));
        }
        if (event.details() != null && EventJson.write(event.details()).length() > LONGEST_DETAILS) {
            errors.add(
                    new FieldError(pointer + "/details", "must be at most " + LONGEST_DETAILS + " characters as JSON"));
        }
    }

    private static String pointer(ConstraintViolation<NewAuditEvent> violation) {
        StringBuilder pointer = new StringBuilder();
        for (Path.Node node : violation.getPropertyPath()) {
            pointer.append('/').append(node.getName());
        }
        return pointer.toString();
    }
}
