package io.enterprisemode.teams.seat;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses additions that the plan has no room for. Seats are taken by people, not by service accounts; an open invitation holds the seat of whoever is
 * invited. Whoever asks holds the lock of the organization (see {@code Nodes.lock}), so that the answer is exact until the transaction ends. As long
 * as no subscription is known nothing is refused.
 */
@ApplicationScoped
public class SeatLimits {

    /** The plan has no room for another member or workspace. */
    public static final ProblemType SEAT_LIMIT_REACHED =
            new ProblemType("seat-limit-reached", 409, "The plan has no room for more");

    private static final String LIMITS = "select plan, member_limit, workspace_limit from seat_limit where org_id = ?1";
    private static final String MEMBERS = """
            select count(*),
                   coalesce(bool_or(p.id = ?2), false)
              from principal p
             where p.org_id = ?1 and p.kind = 'USER'
               and exists (select 1 from role_assignment a where a.org_id = ?1 and a.principal_id = p.id)""";
    private static final String MEMBERS_AND_INVITED = """
            with member as (
                select lower(p.email) as email from principal p
                 where p.org_id = ?1 and p.kind = 'USER'
                   and exists (select 1 from role_assignment a where a.org_id = ?1 and a.principal_id = p.id)),
            invited as (
                select distinct lower(i.email) as email from invitation i
                 where i.org_id = ?1 and i.status = 'OPEN' and i.expires_at > ?2)
            select (select count(*) from member),
                   (select count(*) from invited i where not exists (select 1 from member m where m.email = i.email)),
                   exists (select 1 from member where email = ?3) or exists (select 1 from invited where email = ?3)""";
    private static final String WORKSPACES = "select count(*) from workspace where org_id = ?1";

    /** Fails unless a person may become a member; whoever is one already needs no seat. */
    public Uni<Void> requireSeat(Tenant tenant, UUID principalId) {
        return limited(
                tenant,
                Limits::members,
                limits -> tenant.session()
                        .createNativeQuery(MEMBERS, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, principalId)
                        .getSingleResult()
                        .invoke(row -> {
                            long members = ((Number) row[0]).longValue();
                            if (!((Boolean) row[1]) && !SeatRules.hasRoom(limits.members(), members)) {
                                throw SEAT_LIMIT_REACHED.with("The plan %s allows %d members; there are %d."
                                        .formatted(limits.plan(), limits.members(), members));
                            }
                        })
                        .replaceWithVoid());
    }

    /** Fails unless somebody may be invited; whoever is a member or invited already needs no other seat. */
    public Uni<Void> requireSeatToInvite(Tenant tenant, EmailAddress email, Instant now) {
        return limited(
                tenant,
                Limits::members,
                limits -> tenant.session()
                        .createNativeQuery(MEMBERS_AND_INVITED, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, now)
                        .setParameter(3, email.key())
                        .getSingleResult()
                        .invoke(row -> {
                            long members = ((Number) row[0]).longValue();
                            long invited = ((Number) row[1]).longValue();
                            if (!((Boolean) row[2]) && !SeatRules.hasRoom(limits.members(), members + invited)) {
                                throw SEAT_LIMIT_REACHED.with(
                                        "The plan %s allows %d members; there are %d, and %d are invited."
                                                .formatted(limits.plan(), limits.members(), members, invited));
                            }
                        })
                        .replaceWithVoid());
    }

    /** Fails unless another workspace may be made. */
    public Uni<Void> requireWorkspace(Tenant tenant) {
        return limited(
                tenant,
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
                        })
                        .replaceWithVoid());
    }

    private static Uni<Void> limited(
            Tenant tenant, Function<Limits, @Nullable Integer> limit, Function<Limits, Uni<Void>> check) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery(LIMITS, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .getResultList())
                .chain(rows -> {
                    if (rows.isEmpty()) {
                        return Uni.createFrom().voidItem();
                    }
                    Limits limits = Limits.of(rows.getFirst());
                    return limit.apply(limits) == null ? Uni.createFrom().voidItem() : check.apply(limits);
                });
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
