package io.enterprisemode.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.TableWriters;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may write which tables. */
class BillingTableWritersTest {

    private static final List<Permission> PERMISSIONS = List.of(
            Permission.of("meter", "operators define and archive meters by the catalogue's resource only", "plan"),
            Permission.of("plan", "operators make and retire plans by the catalogue's resource only", "plan"),
            Permission.of("plan_version", "a version is published in one place and never changed", "plan"),
            Permission.of("plan_price", "part of a plan version, which is never changed", "plan"),
            Permission.of("plan_allowance", "part of a plan version, which is never changed", "plan"),
            Permission.of("plan_overage_price", "part of a plan version, which is never changed", "plan"),
            Permission.of("plan_overage_tier", "part of a plan version, which is never changed", "plan"),
            Permission.of("plan_feature", "part of a plan version, which is never changed", "plan"),
            Permission.of(
                    "catalogue_revision",
                    "triggers of the catalogue's tables count it, so that no writer can forget to"),
            Permission.of(
                    "subscription",
                    "changes of state go through its transitions; the billing cycle moves on under its lock",
                    "subscription"),
            Permission.of(
                    "subscription_plan",
                    "a span starts with the change of the subscription it belongs to",
                    "subscription"),
            Permission.of(
                    "subscription_period", "a usage period that ends is a step of its subscription", "subscription"),
            Permission.of("trial_leave", "the operator gives it, a trial uses it up", "subscription"),
            Permission.of("subscription_history", "written with the step that it tells of", "subscription"),
            Permission.of(
                    "usage_event",
                    "only the meter's writer takes usage in; retention drops what is old",
                    "metering",
                    "rollup"),
            Permission.of(
                    "usage_period",
                    "counters change under their lock only, by the writer and by changes of plan; "
                            + "a reservation notes on the counter until when something is held",
                    "metering",
                    "reservation"),
            Permission.of("usage_period_workspace", "written under the lock of the counter", "metering"),
            Permission.of(
                    "usage_period_value",
                    "written under the lock of the counter; retention drops what is old",
                    "metering",
                    "rollup"),
            Permission.of(
                    "usage_hour",
                    "the writer counts in it; the publisher takes back the mark that it is not published",
                    "metering",
                    "rollup"),
            Permission.of("usage_hour_property", "written with the hour it belongs to", "metering"),
            Permission.of(
                    "usage_hour_value",
                    "written with the hour it belongs to; retention drops what is old",
                    "metering",
                    "rollup"),
            Permission.of(
                    "usage_reservation",
                    "reservations settle their own rows; a change of plan moves them to the counter of the new part",
                    "reservation",
                    "metering"),
            Permission.of(
                    "invoice_number", "moves in the transaction of the invoice, so that there are no gaps", "invoice"),
            Permission.of("invoice_history", "an invoice is issued in one place and never rewritten", "invoice"),
            Permission.of("invoice_line", "issued with its invoice", "invoice"),
            Permission.of("ledger_entry", "postings follow the rules of the ledger, each with its document", "ledger"),
            Permission.of("ledger_posting", "written with its entry", "ledger"),
            Permission.of("payment", "recorded together with its entry of the ledger", "payment"),
            Permission.of("refund", "recorded together with its entry of the ledger", "payment"),
            Permission.of("billing_profile", "the customer and the operator change it by its resources only", "tax"),
            Permission.of("plan_overages", "issued with its invoice", "invoice"),
            Permission.of("plan_overage_rate", "issued with its invoice", "invoice"),
            Permission.of("plan_overage_workspace", "issued with its invoice", "invoice"),
            Permission.of("recomputation", "a check of everything that was billed notes how far it is", "invoice"));

    @Test
    void onlyThoseWithPermissionWriteATable() {
        assertThat(TableWriters.violations(
                        "io.enterprisemode.billing", "db/migration", Set.of("db/kernel", "db/access"), PERMISSIONS))
                .isEmpty();
    }
}
