package io.enterprisemode.teams;

import io.enterprisemode.web.request.RevisionTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers with the headers that go with them. */
public final class Answers {

    private Answers() {}

    /** 201 with the address of what was made; the same when the request is repeated with its Idempotency-Key. */
    public static <T> RestResponse<T> created(String path, T entity) {
        return RestResponse.ResponseBuilder.create(Status.CREATED, entity)
                .header(HttpHeaders.LOCATION, path)
                .build();
    }

    /** 201 with address and ETag. */
    public static <T> RestResponse<T> created(String path, T entity, long revision) {
        return RestResponse.ResponseBuilder.create(Status.CREATED, entity)
                .header(HttpHeaders.LOCATION, path)
                .header(HttpHeaders.ETAG, RevisionTag.of(revision))
                .build();
    }

    /** 200 with ETag. */
    public static <T> RestResponse<T> ok(T entity, long revision) {
        return RestResponse.ResponseBuilder.ok(entity)
                .header(HttpHeaders.ETAG, RevisionTag.of(revision))
                .build();
    }
}
