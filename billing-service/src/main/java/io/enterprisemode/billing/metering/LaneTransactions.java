package io.enterprisemode.billing.metering;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The transactions of usage that this process has under way, to tell a lock of its own from one of somebody else. On a disk that is slow to flush, a
 * transaction keeps the locks of its organizations for longer than another one waits for them; that is no reason to set these organizations aside.
 * For any number of threads; there are as many transactions as lanes, one behind each, and a few of their own beside them, such as those of reservations.
 */
final class LaneTransactions {

    /** A transaction, from its begin to its end. */
    final class Begun {

        private final Set<UUID> organizations;
        /** Of its organizations, those for which another one was committed meanwhile. */
        private final Set<UUID> passed = new HashSet<>();
        /** Whether it waits for locks for longer than those of lanes: that it is under way does not tell that it has any. */
        private final boolean isPatient;

        private Begun(Set<UUID> organizations, boolean isPatient) {
            this.organizations = organizations;
            this.isPatient = isPatient;
        }

        /**
         * Whether one of this process may have had the lock for which it waited in vain: one that shares an organization was begun before it and is under
         * way, or was committed meanwhile. One that itself waits for somebody else's lock gives up first, since it waits no longer; those that do are not
         * taken for one that has a lock.
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
                    if (!other.isPatient && other.organizations.stream().anyMatch(organizations::contains)) {
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
            }
        }

        void failed() {
            synchronized (LaneTransactions.this) {
                underWay.remove(this);
            }
        }
    }

    /** In the order in which they were begun. */
    private final List<Begun> underWay = new ArrayList<>();

    /** One of a lane. */
    Begun begin(Set<UUID> organizations) {
        return begin(new Begun(organizations, false));
    }

    /** One beside the lanes, which waits for locks for longer than they do. */
    Begun beginPatient(UUID organization) {
        return begin(new Begun(Set.of(organization), true));
    }

    private synchronized Begun begin(Begun begun) {
        underWay.add(begun);
        return begun;
    }
}
