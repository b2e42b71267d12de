package io.enterprisemode.billing.metering;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The transactions of usage that this process has under way, to distinguish a lock that one of them holds from a lock
 * that another transaction holds. On a disk that is slow to flush, a transaction holds the locks of its organizations
 * longer than another one waits for them; these organizations are not set aside for that. The class is safe for any
 * number of threads; there are as many transactions as lanes, and one pipelined after each.
 */
final class LaneTransactions {

    /** A transaction, from its begin to its end. */
    final class Begun {

        private final Set<UUID> organizations;
        private final Function<UUID, Set<Short>> meters;
        /** Of its organizations, those for which another one was committed meanwhile. */
        private final Set<UUID> passed = new HashSet<>();

        private Begun(Set<UUID> organizations, Function<UUID, Set<Short>> meters) {
            this.organizations = organizations;
            this.meters = meters;
        }

        /**
         * Whether a transaction of this process may have held the lock for which this one waited in vain: one that
         * shares an organization was begun before it and is under way, or was committed meanwhile. A transaction that
         * itself waits for a lock of another process gives up first, since all wait equally long. Those of
         * organizations that are set aside are the exception; they wait longer.
         */
        boolean mayHaveWaitedForUs() {
            synchronized (LaneTransactions.this) {
                if (!passed.isEmpty()) {
                    return true;
                }
                for (Begun other : underWay) {
                    if (other == this) {
                        return false;
                    }
                    if (other.organizations.stream().anyMatch(organizations::contains)) {
                        return true;
                    }
                }
                return false;
            }
        }

        void committed() {
            synchronized (LaneTransactions.this) {
                underWay.remove(this);
                for (Begun other : underWay) {
                    organizations.stream().filter(other.organizations::contains).forEach(other.passed::add);
                }
                for (Watch watch : watches) {
                    if (organizations.contains(watch.organization)) {
                        watch.meters.addAll(meters.apply(watch.organization));
                    }
                }
            }
        }

        void failed() {
            synchronized (LaneTransactions.this) {
                underWay.remove(this);
            }
        }
    }

    /** What is committed in lanes while something else, such as a reservation, waits for a lock of its organization. */
    final class Watch {

        private final UUID organization;
        /** Those whose usage of the organization was committed meanwhile. */
        private final Set<Short> meters = new HashSet<>();

        private Watch(UUID organization) {
            this.organization = organization;
        }

        /** Whether usage of the meter was committed meanwhile: then the lock of its counter moves on. */
        boolean hasSeen(short meter) {
            synchronized (LaneTransactions.this) {
                return meters.contains(meter);
            }
        }

        void ended() {
            synchronized (LaneTransactions.this) {
                watches.remove(this);
            }
        }
    }

    /** In the order in which they were begun. */
    private final List<Begun> underWay = new ArrayList<>();

    private final List<Watch> watches = new ArrayList<>();

    /**
     * A transaction of a lane.
     *
     * @param meters the meters of its usage of an organization; called only when something waits for a lock of that
     *     organization
     */
    synchronized Begun begin(Set<UUID> organizations, Function<UUID, Set<Short>> meters) {
        Begun begun = new Begun(organizations, meters);
        underWay.add(begun);
        return begun;
    }

    /** Watches until it is {@link Watch#ended ended}. */
    synchronized Watch watch(UUID organization) {
        Watch watch = new Watch(organization);
        watches.add(watch);
        return watch;
    }
}
