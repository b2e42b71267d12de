package io.enterprisemode.billing.subscription;

import io.enterprisemode.testkit.database.ServiceDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;

/** The lock under which a subscription of an organization is made, held by somebody else until it is closed. */
final class MakingLock implements AutoCloseable {

    private final Connection holder;

    private MakingLock(Connection holder) {
        this.holder = holder;
    }

    static MakingLock of(UUID organization) throws SQLException {
        Connection holder = ServiceDatabase.of("billing").worker();
        holder.setAutoCommit(false);
        try (PreparedStatement lock =
                holder.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 67))")) {
            lock.setString(1, organization.toString());
            lock.execute();
        }
        return new MakingLock(holder);
    }

    /** Returns when as many wait for it. */
    void awaitWaiting(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == count);
    }

    private int waiting() throws SQLException {
        try (Statement statement = holder.createStatement();
                ResultSet waiting = statement.executeQuery("""
                        select count(*) from pg_locks held
                          join pg_locks asked using (locktype, database, classid, objid, objsubid)
                         where held.pid = pg_backend_pid() and held.locktype = 'advisory'
                           and held.granted and not asked.granted""")) {
            waiting.next();
            return waiting.getInt(1);
        }
    }

    @Override
    public void close() throws SQLException {
        holder.rollback();
        holder.close();
    }
}
