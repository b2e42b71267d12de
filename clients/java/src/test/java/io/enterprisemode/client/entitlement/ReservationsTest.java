package io.enterprisemode.client.entitlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.enterprisemode.client.entitlement.EntitlementServer.Behaviour;
import io.enterprisemode.client.entitlement.EntitlementServer.Request;
import io.enterprisemode.client.usage.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationsTest {

    private static final UUID ID = UUID.fromString("018f6f3a-1000-7a00-8000-000000000001");
    private static final UUID WORKSPACE = UUID.fromString("018f6f3a-1000-7a00-8000-000000000015");
    private static final String RESERVATIONS = "/api/billing/entitlements/reservations/" + ID;
    private static final String HELD = reservation("HELD", "");
    private static final String STANDING =
            "\"standing\":{\"used\":5,\"reserved\":20,\"limit\":100,\"remaining\":75,\"warn\":false}";

    private EntitlementServer server;
    private EntitlementsClient client;

    private static String reservation(String state, String more) {
        return "{\"id\":\"" + ID + "\",\"meter\":\"ai_requests\",\"workspaceId\":\"" + WORKSPACE
                + "\",\"quantity\":20,\"state\":\"" + state
                + "\",\"reservedAt\":\"2026-01-05T08:15:30Z\",\"expiresAt\":\"2026-01-05T08:20:30Z\"" + more + "}";
    }

    @BeforeEach
    void start() throws IOException {
        server = new EntitlementServer();
        client = EntitlementsClient.builder(server.address())
                .credentials(Credentials.apiKey("emk_test"))
                .pollEvery(Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static Reservation held(ReservationState state) {
        return new Reservation(
                ID,
                "ai_requests",
                WORKSPACE,
                20,
                state,
                Instant.parse("2026-01-05T08:15:30Z"),
                Instant.parse("2026-01-05T08:20:30Z"),
                null,
                null,
                null);
    }

    @Test
    void aQuantityIsHeld() {
        server.then(
                Behaviour.answer(201, "{\"allowed\":true,\"reservation\":" + HELD + "," + STANDING + "}", Map.of()));
        ReservationAnswer answer = client.reservations()
                .reserve(ReservationRequest.of("ai_requests", WORKSPACE, 20)
                        .withKey("job-7")
                        .expiringIn(Duration.ofMinutes(2)));

        assertThat(answer)
                .isEqualTo(new ReservationAnswer(
                        true, null, held(ReservationState.HELD), new LimitStatus(5, 20, 100L, 75L, false)));
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/billing/entitlements/reserve");
            assertThat(request.headers()).containsEntry("idempotency-key", "job-7");
            assertThat(request.body())
                    .isEqualTo("{\"meter\":\"ai_requests\",\"workspaceId\":\"" + WORKSPACE
                            + "\",\"quantity\":20,\"expiresInSeconds\":120}");
        });
    }

    @Test
    void aRefusalIsAnAnswer() {
        server.then(Behaviour.answer(200, "{\"allowed\":false,\"reason\":\"limit-reached\"}", Map.of()));

        assertThat(client.reservations().reserve(ReservationRequest.of("ai_requests", WORKSPACE, 20)))
                .isEqualTo(new ReservationAnswer(false, "limit-reached", null, null));
        assertThat(server.requests().getFirst().body()).doesNotContain("expiresInSeconds");
    }

    @Test
    void aRequestIsRepeatedWithItsKey() {
        server.then(Behaviour.broken());
        server.always(Behaviour.answer(201, "{\"allowed\":true,\"reservation\":" + HELD + "}", Map.of()));
        ReservationRequest request = ReservationRequest.of("ai_requests", WORKSPACE, 20);
        client.reservations().reserve(request);
        client.reservations().reserve(request);
        client.reservations().reserve(ReservationRequest.of("ai_requests", WORKSPACE, 20));

        List<String> keys = server.requests().stream()
                .map(each -> each.headers().get("idempotency-key"))
                .toList();
        assertThat(keys).hasSize(4);
        assertThat(keys.subList(0, 3)).containsOnly(request.idempotencyKey());
        assertThat(keys.get(3)).isNotEqualTo(request.idempotencyKey());
    }

    @Test
    void aReservationIsCommittedReleasedAndFound() {
        server.then(
                Behaviour.answer(
                        200,
                        reservation(
                                "COMMITTED",
                                ",\"settledAt\":\"2026-01-05T08:16:30Z\",\"committedQuantity\":17," + STANDING),
                        Map.of()),
                Behaviour.answer(200, reservation("RELEASED", ""), Map.of()),
                Behaviour.answer(200, reservation("A_LATER_STATE", ""), Map.of()));
        Reservation committed = client.reservations().commit(ID, 17, Map.of("model", "large"));

        assertThat(committed)
                .extracting(
                        Reservation::state,
                        Reservation::settledAt,
                        Reservation::committedQuantity,
                        Reservation::standing)
                .containsExactly(
                        ReservationState.COMMITTED,
                        Instant.parse("2026-01-05T08:16:30Z"),
                        17L,
                        new LimitStatus(5, 20, 100L, 75L, false));
        assertThat(client.reservations().release(ID)).isEqualTo(held(ReservationState.RELEASED));
        assertThat(client.reservations().find(ID)).isEqualTo(held(ReservationState.UNKNOWN));
        assertThat(server.requests())
                .extracting(Request::method, Request::path, Request::body)
                .containsExactly(
                        tuple(
                                "POST",
                                RESERVATIONS + "/commit",
                                "{\"quantity\":17,\"properties\":{\"model\":\"large\"}}"),
                        tuple("POST", RESERVATIONS + "/release", ""),
                        tuple("GET", RESERVATIONS, ""));
    }

    @Test
    void whatIsSettledIsAProblem() {
        server.always(Behaviour.problem(409, "reservation-settled", Map.of()));

        EntitlementsException failure = catchThrowableOfType(
                EntitlementsException.class, () -> client.reservations().commit(ID, 17));
        assertThat(failure.status()).isEqualTo(409);
        assertThat(failure.code()).isEqualTo("reservation-settled");
        assertThat(failure.isTemporary()).isFalse();
        assertThat(server.requests().getFirst().body()).isEqualTo("{\"quantity\":17}");
    }
}
