package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.allowance.MailAllowances;
import io.enterprisemode.teams.mail.EmailMessage;
import io.enterprisemode.teams.mail.Mails;
import io.enterprisemode.teams.mail.RetryRules;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends the e-mails of invitations, after their transaction. What is due is claimed by moving its next attempt on, so
 * that several replicas share the work and a crash only delays it; the token is made at that moment, and only its hash
 * is stored. So an e-mail may arrive twice, of which the later one is valid, and no token is ever stored in the
 * database.
 */
@ApplicationScoped
public class InvitationMailer {

    private static final Logger LOG = Logger.getLogger(InvitationMailer.class);
    /** All of a batch are sent at the same time, so that each is sent or has timed out before it is due again. */
    private static final int BATCH = Mails.AT_ONCE;

    private static final String DUE = """
            select i.org_id, i.id, i.mail_attempts, i.email
              from invitation i join organization o on o.org_id = i.org_id
             where i.mail_due_at <= $1 and i.status = 'OPEN' and i.expires_at > $1 and o.state = 'ACTIVE'
             order by i.mail_due_at
             limit $2
               for no key update of i skip locked""";
    private static final String CLAIM = """
            update invitation i
               set mail_due_at = $3, mail_attempts = mail_attempts + 1, mailed_token_sha256 = $4
              from organization o
             where i.org_id = $1 and i.id = $2 and o.org_id = i.org_id
            returning i.email, i.role, i.node_type, i.expires_at, o.name as organization,
                      (select coalesce(p.name, p.email) from principal p where p.org_id = i.org_id
                          and p.id = i.invited_by) as inviter,
                      coalesce((select t.name from team t where t.org_id = i.org_id and t.id = i.node_id),
                               (select w.name from workspace w where w.org_id = i.org_id and w.id = i.node_id),
                               o.name) as node""";
    private static final String POSTPONE = "update invitation set mail_due_at = $3 where org_id = $1 and id = $2";
    private static final String SENT = """
            update invitation set mail_due_at = null, mailed_at = $4
             where org_id = $1 and id = $2 and mailed_token_sha256 = $3""";

    private final WorkerTransactions transactions;
    private final InvitationEmails letters;
    private final Mails mails;
    private final MailAllowances allowances;
    private final Clock clock;

    InvitationMailer(
            WorkerTransactions transactions,
            InvitationEmails letters,
            Mails mails,
            MailAllowances allowances,
            Clock clock) {
        this.transactions = transactions;
        this.letters = letters;
        this.mails = mails;
        this.allowances = allowances;
        this.clock = clock;
    }

    /** Sends what is due, all of it at once; what is not taken is due again later. */
    @Scheduled(
            identity = "invitation-mails",
            every = "${enterprise.mail.every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sendDue() {
        Instant now = DatabaseTime.now(clock);
        return transactions
                .inTransaction(connection -> claim(connection, now))
                .onItem()
                .transformToMulti(claimed -> Multi.createFrom().iterable(claimed))
                .onItem()
                .transformToUni(this::send)
                .merge(BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<List<Claimed>> claim(SqlConnection connection, Instant now) {
        List<Claimed> claimed = new ArrayList<>();
        return connection
                .preparedQuery(DUE)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), BATCH))
                .chain(rows -> SequentialSteps.forEach(
                        inOrderOfRecipients(rows),
                        row -> claimOrPostpone(connection, row, now)
                                .invoke(each -> each.ifPresent(claimed::add))
                                .replaceWithVoid()))
                .replaceWith(claimed);
    }

    /** The rows in the order of {@link MailAllowances#order}, so that two replicas do not deadlock on recipients. */
    private static List<Row> inOrderOfRecipients(RowSet<Row> rows) {
        List<Row> due = new ArrayList<>(rows.size());
        rows.forEach(due::add);
        due.sort(Comparator.comparing(row -> MailAllowances.order(recipient(row))));
        return due;
    }

    private static EmailAddress recipient(Row due) {
        return new EmailAddress(due.getString("email"));
    }

    /** Only the first attempt counts against the limit of the recipient, since a repeated one has not arrived. */
    private Uni<Optional<Claimed>> claimOrPostpone(SqlConnection connection, Row due, Instant now) {
        if (due.getInteger("mail_attempts") > 0) {
            return claim(connection, due, now).map(Optional::of);
        }
        return allowances
                .receive(connection, due.getUUID("org_id"), recipient(due), now)
                .chain(later -> later.isPresent()
                        ? postpone(connection, due, later.get())
                        : claim(connection, due, now).map(Optional::of));
    }

    private static Uni<Optional<Claimed>> postpone(SqlConnection connection, Row due, Instant later) {
        return connection
                .preparedQuery(POSTPONE)
                .execute(Tuple.of(due.getUUID("org_id"), due.getUUID("id"), later.atOffset(ZoneOffset.UTC)))
                .invoke(() -> LOG.infof(
                        "organization %s: the e-mail of invitation %s waits until %s, its recipient has got enough",
                        due.getUUID("org_id"), due.getUUID("id"), later))
                .replaceWith(Optional.empty());
    }

    private static Uni<Claimed> claim(SqlConnection connection, Row due, Instant now) {
        OrgScopedId key = new OrgScopedId(due.getUUID("org_id"), due.getUUID("id"));
        int attempt = due.getInteger("mail_attempts") + 1;
        Instant next = now.plus(RetryRules.pauseAfter(attempt));
        Secret token = Secret.random();
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(key.organizationId(), key.id(), next.atOffset(ZoneOffset.UTC), token.sha256()))
                .map(rows -> new Claimed(key, attempt, token, offer(rows)));
    }

    private static InvitationEmails.Offer offer(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return new InvitationEmails.Offer(
                row.getString("email"),
                row.getString("organization"),
                Optional.ofNullable(row.getString("inviter")),
                Role.valueOf(row.getString("role")),
                NodeType.valueOf(row.getString("node_type")),
                row.getString("node"),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    private Uni<Void> send(Claimed claimed) {
        return letters.letter(claimed.offer(), claimed.token())
                .chain((EmailMessage letter) -> mails.send(letter))
                .chain(() -> settle(claimed))
                .invoke(() -> LOG.infof(
                        "organization %s: the e-mail of invitation %s is sent",
                        claimed.key().organizationId(), claimed.key().id()))
                .onFailure()
                .invoke(e -> LOG.warnf(
                        "organization %s: the e-mail of invitation %s is not sent (attempt %d), it is tried again: %s",
                        claimed.key().organizationId(), claimed.key().id(), claimed.attempt(), e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> settle(Claimed claimed) {
        return transactions
                .withConnection(connection -> connection
                        .preparedQuery(SENT)
                        .execute(Tuple.of(
                                claimed.key().organizationId(),
                                claimed.key().id(),
                                claimed.token().sha256(),
                                DatabaseTime.now(clock).atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    private record Claimed(OrgScopedId key, int attempt, Secret token, InvitationEmails.Offer offer) {}
}
