package io.enterprisemode.kernel.tenancy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long operations of PostgreSQL and Kafka may take. Each limit ends an operation that would otherwise hang, such as
 * a wait for a row that a crashed process has locked. An exceeded limit counts as an outage of a dependency: requests
 * are answered 503 with {@code Retry-After}, consumers try again.
 */
@ConfigMapping(prefix = "enterprise.deadlines")
public interface Deadlines {

    /** Until a connection to PostgreSQL stands. */
    @WithDefault("PT5S")
    Duration connect();

    /**
     * How much later than {@code statement_timeout} PostgreSQL may answer. A connection on which an answer is pending
     * for longer, and nothing is received, is closed. It is detected with a delay of at most an eighth of the whole.
     */
    @WithDefault("PT5S")
    Duration answer();

    /** The requests of organizations, that is the app role. */
    Requests requests();

    /** Consumers, schedulers and bulk writers, that is the worker role. */
    Workers workers();

    /** The clients of Kafka. */
    Kafka kafka();

    /** Limits of the app role. PostgreSQL enforces all but the first, for every connection. */
    interface Requests {

        /** Until a connection of the pool is free. */
        @WithDefault("PT5S")
        Duration acquire();

        /** Until a lock is granted ({@code lock_timeout}). */
        @WithDefault("PT5S")
        Duration lock();

        /** One statement ({@code statement_timeout}). */
        @WithDefault("PT30S")
        Duration statement();

        /** Between two statements of a transaction ({@code idle_in_transaction_session_timeout}). */
        @WithDefault("PT30S")
        Duration idleInTransaction();
    }

    /** Bounds of the worker role; PostgreSQL keeps all but the first, for every connection. */
    interface Workers {

        /** Until a connection of the pool is free. */
        @WithDefault("PT10S")
        Duration acquire();

        /** Until a lock is granted ({@code lock_timeout}). */
        @WithDefault("PT5S")
        Duration lock();

        /** One statement ({@code statement_timeout}). */
        @WithDefault("PT60S")
        Duration statement();

        /**
         * One statement of a job that works through a whole table, see {@link WorkerTransactions#inLongTransaction}.
         */
        @WithDefault("PT15M")
        Duration longStatement();

        /**
         * Between two statements of a transaction ({@code idle_in_transaction_session_timeout}). It is also how long an
         * outbox relay whose machine has failed blocks the relays of the other replicas.
         */
        @WithDefault("PT60S")
        Duration idleInTransaction();
    }

    /** Bounds of Kafka's clients. */
    interface Kafka {

        /** Until a connection to a broker stands. */
        @WithDefault("PT5S")
        Duration connect();

        /** Until a broker answers one request. */
        @WithDefault("PT5S")
        Duration request();

        /** Until a sender knows the topic and has room for one record. */
        @WithDefault("PT5S")
        Duration block();

        /** From sending a record to its acknowledgement, with all tries in between. */
        @WithDefault("PT15S")
        Duration delivery();

        /** Until a call of a consumer or administrator (offsets, commits) has its answer, with all tries in between. */
        @WithDefault("PT20S")
        Duration call();
    }
}
