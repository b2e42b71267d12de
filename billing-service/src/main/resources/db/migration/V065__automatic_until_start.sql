-- The plan that an organization has by itself holds until the subscription that replaces it starts.

alter table subscription
    add column automatic_plan_code    text,
    add column automatic_plan_version integer,
    add column automatic_since        timestamptz,
    add constraint ck_subscription_automatic check (
        num_nulls(automatic_plan_code, automatic_plan_version, automatic_since) in (0, 3)
        and automatic_since < started_at);
comment on column subscription.automatic_plan_code is
    'Plan that the organization had by itself, by the month, from automatic_since until started_at; null: none.';
comment on column subscription.automatic_plan_version is
    'Its version; one of plan_version, as it was that of a subscription.';
comment on column subscription.automatic_since is 'Start of its first usage period.';
