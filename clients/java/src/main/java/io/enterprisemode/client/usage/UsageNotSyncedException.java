package io.enterprisemode.client.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Events are written to the spool and will be sent, but could not be forced to the disk, as {@link Spool.Sync#EACH}
 * promises: a power failure may take them. To record them again, record {@link #events()}: they have their ids, so that
 * each is counted once.
 */
public final class UsageNotSyncedException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    private final transient List<UsageEvent> events;

    UsageNotSyncedException(List<UsageEvent> events, IOException cause) {
        super("the events are kept, but could not be forced to the disk", cause);
        this.events = List.copyOf(events);
    }

    /** The events, each with id, source and time. */
    public List<UsageEvent> events() {
        return events;
    }
}
