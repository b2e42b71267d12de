package io.enterprisemode.teams.seat;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses additions that the plan has no room for. Seats are taken by people, not by service accounts; an open
 * invitation holds the seat of whoever is invited. The caller holds the lock of the organization (see
 * {@code Nodes.lock}), so that the answer is exact until the transaction ends. The plan that is in force now counts,
 * not one that starts later. Until a plan is known, the limits of the default plan apply.
 */
@ApplicationScoped
public class SeatLimits {

    /** The plan has no room for another member or workspace. */
    public static final ProblemType SEAT_LIMIT_REACHED =
            new ProblemType("seat-limit-reached", 409, "The plan has no room for more");

    /**
     * Of the subscriptions that have begun the one that is not canceled and was changed last; of canceled ones the
     * last, so that canceling does not give more seats. The previous version of the service writes only seat_limit;
     * when both tables have a subscription, the higher revision counts.
     */
    private static final String LIMITS = """
        select plan, member_limit, workspace_limit from (
            select distinct on (subscription_id) plan, member_limit, workspace_limit, started_at, canceled, changed_at
              from (select subscription_id, plan, member_limit, workspace_limit, started_at, canceled, revision,
                  changed_at
                      from subscription_limit where org_id = ?1
                     union all
                    select subscription_id, plan, member_limit, workspace_limit, started_at, false, revision, changed_at
                      from seat_limit where org_id = ?1) as known
             order by subscription_id, revision desc, canceled desc) as latest
         where started_at <= ?2
         order by canceled, changed_at desc, started_at desc
         limit 1\
        """;
    /**
     * People who hold a role, open invitations to other addresses, and whether whoever is asked for is among either.
     * Addresses are compared in the caseless form, which PostgreSQL makes of all of them.
     */
    private static final String TAKEN = """
        with member as (
            select p.id, folded(p.email) as email from principal p
             where p.org_id = ?1 and p.kind = 'USER'
               and exists (select 1 from role_assignment a where a.org_id = ?1 and a.principal_id = p.id)),
        invited as (
            select distinct folded(coalesce(i.email_key, i.email)) as email from invitation i
             where i.org_id = ?1 and i.status = 'OPEN' and i.expires_at > ?2)
        select (select count(*) from member),
               (select count(*) from invited i where not exists (select 1 from member m where m.email = i.email)),
               exists (select 1 from member where id = ?4),
               exists (select 1 from member where email = folded(?3)),
               exists (select 1 from invited where email = folded(?3))\
        """;

    private static final UUID NOBODY = new UUID(0, 0);
    private static final String WORKSPACES = "select count(*) from workspace where org_id = ?1";

    private final Limits byDefault;

    SeatLimits(SeatConfiguration configuration) {
        this.byDefault = new Limits(
                configuration.defaultPlan(), configuration.defaultMembers(), configuration.defaultWorkspaces());
    }

    /**
     * Fails unless a person may become a member, by invitation, verified domain or provisioning. A member needs no
     * other seat; an open invitation reserves the seat for the invited person.
     *
     * @param email of the person, when it is known
     */
    public Uni<Void> requireSeat(Tenant tenant, UUID principalId, Optional<EmailAddress> email, Instant now) {
        return limited(
                tenant,
                now,
                Limits::members,
                limits -> taken(tenant, Optional.of(principalId), email, now).invoke(seats -> {
                    if (!SeatRules.mayJoin(limits.members(), seats)) {
                        throw noSeat(limits, seats);
                    }
                }));
    }

    /** Fails unless somebody may be invited; whoever is a member or invited already needs no other seat. */
    public Uni<Void> requireSeatToInvite(Tenant tenant, EmailAddress email, Instant now) {
        return limited(
                tenant,
                now,
                Limits::members,
                limits -> taken(tenant, Optional.empty(), Optional.of(email), now)
                        .invoke(seats -> {
                            if (!SeatRules.mayBeInvited(limits.members(), seats)) {
                                throw noSeat(limits, seats);
                            }
                        }));
    }

    private static ProblemException noSeat(Limits limits, SeatRules.Seats seats) {
        return SEAT_LIMIT_REACHED.with("The plan %s allows %d members; there are %d, and %d are invited."
                .formatted(limits.plan(), limits.members(), seats.members(), seats.invited()));
    }

    private static Uni<SeatRules.Seats> taken(
            Tenant tenant, Optional<UUID> principalId, Optional<EmailAddress> email, Instant now) {
        return tenant.session()
                .createNativeQuery(TAKEN, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, now)
                .setParameter(3, email.map(EmailAddress::key).orElse(""))
                .setParameter(4, principalId.orElse(NOBODY))
                .getSingleResult()
                .map(row -> new SeatRules.Seats(
                        ((Number) row[0]).longValue(),
                        ((Number) row[1]).longValue(),
                        principalId.isPresent() ? (Boolean) row[2] : (Boolean) row[3],
                        (Boolean) row[4]));
    }

    /** Fails unless another workspace may be made. */
    public Uni<Void> requireWorkspace(Tenant tenant, Instant now) {
        return limited(
                tenant,
                now,
                Limits::workspaces,
                limits -> tenant.session()
                        .createNativeQuery(WORKSPACES, Long.class)
                        .setParameter(1, tenant.organizationId())
                        .getSingleResult()
                        .invoke(workspaces -> {
                            if (!SeatRules.hasRoom(limits.workspaces(), workspaces)) {
                                throw SEAT_LIMIT_REACHED.with("The plan %s allows %d workspaces; there are %d."
                                        .formatted(limits.plan(), limits.workspaces(), workspaces));
                            }
                        }));
    }

    private Uni<Void> limited(
            Tenant tenant, Instant now, Function<Limits, @Nullable Integer> limit, Function<Limits, Uni<?>> check) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery(LIMITS, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, now)
                        .getResultList())
                .map(rows -> rows.isEmpty() ? byDefault : Limits.of(rows.getFirst()))
                .chain(limits -> limit.apply(limits) == null
                        ? Uni.createFrom().voidItem()
                        : check.apply(limits).replaceWithVoid());
    }

    private record Limits(
            String plan,
            @Nullable Integer members,
            @Nullable Integer workspaces) {

        static Limits of(Object[] row) {
            return new Limits((String) row[0], (Integer) row[1], (Integer) row[2]);
        }
    }
}
