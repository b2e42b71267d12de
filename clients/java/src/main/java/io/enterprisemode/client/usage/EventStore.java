package io.enterprisemode.client.usage;

import java.io.IOException;
import java.util.List;

/**
 * Where events wait, first in, first out. An event that was read stays until it is released; after a restart, what was
 * not released is read again. Called by one thread at a time, but for {@link #keepPromise} and {@link #sync}.
 */
interface EventStore extends AutoCloseable {

    /** Keeps the events behind those that are there. A failure leaves none of them. */
    void append(List<byte[]> events) throws IOException;

    /** Returns when what was appended before the call is as durable as was promised. */
    void keepPromise() throws IOException;

    /** Forces what was appended before the call to the disk. */
    void sync() throws IOException;

    /** The next events, at least one when there is one, else as many as fit. A failure leaves them to be read again. */
    List<byte[]> read(int mostEvents, long mostBytes) throws IOException;

    /**
     * Forgets the first events of those that were read and not released. A failure may leave them there for the next
     * start.
     */
    void release(int events) throws IOException;

    /** Events that wait to be read. */
    int unreadEvents();

    /** Size of the events that wait to be read. */
    long unreadBytes();

    /** Events that are kept, those included that were read and not released. */
    int keptEvents();

    /** Size of the events that are kept; with a spool, of its files. */
    long keptBytes();

    /** Bytes that were found damaged. */
    long unreadableBytes();

    @Override
    void close() throws IOException;
}
