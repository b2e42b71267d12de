package io.enterprisemode.billing;

import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.organizations.Ids;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An organization that is put straight into the tables, with a subscription of any time and plans of its own: for tests
 * of what is counted and billed, in which nobody signs in.
 *
 * @param workspaces several organizations may have the same ones
 */
public record StoredOrganization(UUID id, UUID subscriptionId, List<UUID> workspaces) {

    private static final ServiceDatabase DATABASE = new ServiceDatabase("billing");

    /** The plan of which tests publish versions. */
    public static final String PLAN = "sampled";

    /** No scheduler finds it due. */
    private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

    private static final String SUBSCRIPTION = """
            insert into subscription (org_id, id, plan_code, plan_version, billing_interval, status, started_at,
                next_invoice_period, next_invoice_at, created_at, revision)
            values (?, ?, ?, ?, 'MONTH', 'ACTIVE', ?, 0, ?, now(), 1)""";

    private static final String SUBSCRIPTION_PLAN = """
            insert into subscription_plan (org_id, subscription_id, starts_at, plan_code, plan_version,
                created_at)
            values (?, ?, ?, ?, ?, now())""";

    private static final String NODE = """
            insert into access_node (org_id, node_id, node_type, parent_id, name, deleted, closed, revision)
            values (?, ?, ?, ?, 'Sample', false, false, 1)""";

    private static final String SAMPLED_PLAN = """
            insert into plan (code, name, position)
            select 'sampled', 'Sampled', max(position) + 1 from plan on conflict (code) do nothing""";

    private static final String TAX = """
            insert into billing_profile (org_id, tax_treatment, tax_rate, revision, changed_at)
            values (?, 'RATE', ?, 1, now())""";

    private static final String PLAN_ROW = """
            insert into plan (code, name, position) select ?, ?, max(position) + 1 from plan""";

    private static final String FIRST_VERSION = """
            insert into plan_version (plan_code, version, currency, monthly_price_minor, yearly_price_minor,
                cancellation_credit)
            values (?, 1, ?, ?, ?, 'ALWAYS')""";

    private static final String PLAN_VERSION = """
            insert into plan_version (plan_code, version, currency, monthly_price_minor, yearly_price_minor)
            select 'sampled', coalesce(max(version), 0) + 1, ?, 0, 0 from plan_version
             where plan_code = 'sampled'
            returning version""";

    private static final String ALLOWANCE = """
            insert into plan_allowance (plan_code, version, meter_id, included, unit_price, behaviour,
                soft_limit_percent, cap)
            select ?, ?, id, ?, ?, ?, ?, ? from meter where code = ?""";

    /** Stores an organization that has subscribed by the month, to the first of the plans first. */
    public static StoredOrganization with(List<UUID> workspaces, List<PlanSpan> plans) {
        StoredOrganization organization = new StoredOrganization(Ids.next(), Ids.next(), workspaces);
        nodes(organization);
        PlanSpan first = plans.getFirst();
        PlanSpan last = plans.getLast();
        update(
                SUBSCRIPTION,
                organization.id,
                organization.subscriptionId,
                last.plan(),
                last.planVersion(),
                first.startsAt(),
                NEVER);
        for (PlanSpan plan : plans) {
            update(
                    SUBSCRIPTION_PLAN,
                    organization.id,
                    organization.subscriptionId,
                    plan.startsAt(),
                    plan.plan(),
                    plan.planVersion());
        }
        return organization;
    }

    /** Stores an organization that has subscribed to nothing; {@code subscriptionId} names none. */
    public static StoredOrganization withoutSubscription(List<UUID> workspaces) {
        StoredOrganization organization = new StoredOrganization(Ids.next(), Ids.next(), workspaces);
        nodes(organization);
        return organization;
    }

    private static void nodes(StoredOrganization organization) {
        UUID team = UUID.nameUUIDFromBytes(new byte[] {1});
        node(organization.id, organization.id, "ORGANIZATION", null);
        node(organization.id, team, "TEAM", organization.id);
        organization.workspaces.forEach(workspace -> node(organization.id, workspace, "WORKSPACE", team));
    }

    /** Sets the rate of tax of an organization. */
    public static void tax(UUID organization, BigDecimal rate) {
        if (rate.signum() != 0) {
            update(TAX, organization, rate);
        }
    }

    /** Publishes the first version of a plan, of which any price is credited. */
    public static void publish(String code, PlanPrice price, List<Allowance> allowances) {
        update(PLAN_ROW, code, code);
        update(FIRST_VERSION, code, price.currency(), price.monthlyMinor(), price.yearlyMinor());
        for (Allowance allowance : allowances) {
            allow(code, 1, allowance, price.currency());
        }
    }

    private static void allow(String code, int version, Allowance allowance, String currency) {
        update(
                ALLOWANCE,
                code,
                version,
                allowance.included(),
                allowance.price(currency).map(StoredOrganization::unitPrice).orElse(null),
                allowance.behaviour().name(),
                allowance.softLimitPercent(),
                allowance.cap(),
                allowance.meter());
    }

    private static void node(UUID organization, UUID id, String type, @Nullable UUID parent) {
        update(NODE, organization, id, type, parent);
    }

    /** Publishes another version of {@link #PLAN}, which costs nothing by itself; answers its number. */
    public static int publish(String currency, List<Allowance> allowances) {
        update(SAMPLED_PLAN);
        int version = Integer.parseInt(rows(PLAN_VERSION, currency).getFirst());
        for (Allowance allowance : allowances) {
            allow(PLAN, version, allowance, currency);
        }
        return version;
    }

    private static BigDecimal unitPrice(OveragePrice price) {
        return ((OveragePrice.PerUnit) price).unitPrice();
    }

    /** Changes rows as superuser. */
    public static void update(String sql, @Nullable Object... parameters) {
        try {
            DATABASE.asSuperuser(connection -> {
                try (PreparedStatement statement = prepared(connection, sql, parameters)) {
                    return statement.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("Failed: " + sql, e);
        }
    }

    /** The first column of the rows that a query answers as superuser. */
    public static List<String> rows(String sql, @Nullable Object... parameters) {
        try {
            return DATABASE.asSuperuser(connection -> {
                try (PreparedStatement statement = prepared(connection, sql, parameters);
                        ResultSet found = statement.executeQuery()) {
                    List<String> rows = new ArrayList<>();
                    while (found.next()) {
                        rows.add(found.getString(1));
                    }
                    return rows;
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("Failed: " + sql, e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            Object parameter = parameters[i];
            statement.setObject(
                    i + 1, parameter instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : parameter);
        }
        return statement;
    }
}
