package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Enforces the limit on bodies of unknown length while they are read, and fails with a problem. Over HTTP/2, REST would
 * send an empty answer, with a header that HTTP/2 forbids. Operations that take a stream have limits of their own, see
 * {@link BodyLimit}.
 */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class HeldBodies implements ReaderInterceptor {

    private final long most;

    public HeldBodies(@ConfigProperty(name = "enterprise.http.max-body-size") MemorySize most) {
        this.most = most.asLongValue();
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getHeaders().getFirst(HttpHeaders.CONTENT_LENGTH) == null
                && !InputStream.class.isAssignableFrom(context.getType())) {
            context.setInputStream(new Held(context.getInputStream(), most));
        }
        return context.proceed();
    }

    /** Fails where it has more bytes than that. */
    static final class Held extends FilterInputStream {

        private final long most;
        private long left;

        Held(InputStream body, long most) {
            super(body);
            this.most = most;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            count(skipped);
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(long bytes) {
            left -= bytes;
            if (left < 0) {
                throw ProblemType.TOO_LARGE.with("The limit is " + most + " bytes.");
            }
        }
    }
}
