package io.enterprisemode.teams.allowance;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of e-mails. A request for an e-mail is refused when the organization has requested too many, to
 * that recipient or in total. The e-mails that a recipient gets from all organizations together are limited, too:
 * e-mails above that limit are delayed, and no organization learns about the others.
 */
@ApplicationScoped
public class MailAllowances {

    private static final String REQUESTED = """
            select count(*) filter (where recipient_sha256 = ?2 and happened_at > cast(?3 as timestamptz)),
                   min(happened_at) filter (where recipient_sha256 = ?2 and happened_at > cast(?3 as timestamptz)),
                   count(*) filter (where happened_at > cast(?4 as timestamptz)),
                   min(happened_at) filter (where happened_at > cast(?4 as timestamptz))
              from mail_record
             where org_id = ?1 and step = 'REQUESTED' and happened_at > least(cast(?3 as timestamptz),
                 cast(?4 as timestamptz))""";
    private static final String REQUEST = """
            insert into mail_record (org_id, id, recipient_sha256, step, happened_at)
            values (?1, ?2, ?3, 'REQUESTED', ?4)""";
    private static final String RECEIVED = """
            select count(*) as done, min(happened_at) as oldest
              from mail_record where recipient_sha256 = $1 and step = 'SENT' and happened_at > $2""";
    private static final String SENT = """
            insert into mail_record (org_id, id, recipient_sha256, step, happened_at)
                values ($1, $2, $3, 'SENT', $4)""";

    private final Allowance toRecipient;
    private final Allowance ofOrganization;
    private final Allowance received;

    MailAllowances(AllowanceConfiguration configuration) {
        this.toRecipient = new Allowance(
                "mails-to-recipient", configuration.mailsToRecipientQuota(), configuration.mailsToRecipientWindow());
        this.ofOrganization = new Allowance(
                "mails-of-organization",
                configuration.mailsOfOrganizationQuota(),
                configuration.mailsOfOrganizationWindow());
        this.received = new Allowance(
                "mails-received", configuration.mailsReceivedQuota(), configuration.mailsReceivedWindow());
    }

    /**
     * Takes one e-mail from the allowances of the organization. The caller holds the lock of the organization, so that
     * the counts are exact.
     *
     * @throws ProblemException too-many-requests
     */
    public Uni<Void> take(Tenant tenant, EmailAddress recipient, Instant now) {
        String sha256 = sha256(recipient);
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery(REQUESTED, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, sha256)
                        .setParameter(3, toRecipient.since(now))
                        .setParameter(4, ofOrganization.since(now))
                        .getSingleResult())
                .invoke(row -> {
                    require(toRecipient, row[0], row[1], now, "to this address");
                    require(ofOrganization, row[2], row[3], now, "of this organization");
                })
                .chain(() -> tenant.session()
                        .createNativeQuery(REQUEST)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, UuidCreator.getTimeOrderedEpoch())
                        .setParameter(3, sha256)
                        .setParameter(4, now)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static void require(Allowance allowance, Object done, @Nullable Object oldest, Instant now, String what) {
        allowance.refusal(((Number) done).longValue(), instant(oldest), now).ifPresent(limit -> {
            throw ProblemException.tooManyRequests(
                    "At most " + limit.quota() + " e-mails " + what + " may be asked for in " + limit.window() + ".",
                    limit);
        });
    }

    private static @Nullable Instant instant(@Nullable Object time) {
        return time instanceof OffsetDateTime offset ? offset.toInstant() : (Instant) time;
    }

    /** A sort key for recipients. Senders that lock recipients in this order cannot deadlock. */
    public static String order(EmailAddress recipient) {
        return sha256(recipient);
    }

    /**
     * Takes one e-mail from what the recipient may get, of all organizations, in the transaction in which it is claimed
     * for sending.
     *
     * @return when it may be sent; empty: now, and that is recorded
     */
    public Uni<Optional<Instant>> receive(
            SqlConnection connection, UUID organizationId, EmailAddress recipient, Instant now) {
        if (!received.isLimited()) {
            return Uni.createFrom().item(Optional.empty());
        }
        String sha256 = sha256(recipient);
        return SubjectLock.MAIL_RECIPIENT
                .take(connection, sha256)
                .chain(() -> connection.preparedQuery(RECEIVED).execute(Tuple.of(sha256, utc(received.since(now)))))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    OffsetDateTime oldest = row.getOffsetDateTime("oldest");
                    return received.refusal(row.getLong("done"), oldest == null ? null : oldest.toInstant(), now)
                            .map(limit -> now.plusSeconds(limit.secondsToReset()));
                })
                .call(later -> later.isPresent()
                        ? Uni.createFrom().voidItem()
                        : connection
                                .preparedQuery(SENT)
                                .execute(
                                        Tuple.of(organizationId, UuidCreator.getTimeOrderedEpoch(), sha256, utc(now))));
    }

    /**
     * The hash of the address without its tag: otherwise a sender could exceed the limit for one person by adding tags.
     */
    private static String sha256(EmailAddress recipient) {
        return new Secret(recipient.keyWithoutTag()).sha256();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
