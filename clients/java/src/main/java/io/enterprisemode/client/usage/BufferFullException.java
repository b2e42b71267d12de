package io.enterprisemode.client.usage;

/**
 * The buffer or the spool has no room for an event, and has got none in the time that the client may wait. The event is
 * not kept.
 */
public final class BufferFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BufferFullException(String message) {
        super(message);
    }
}
