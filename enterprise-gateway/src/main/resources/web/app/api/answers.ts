import { count, date, flag, instant, known, list, object, optional, text, type Reader } from './read';
import type {
  Acceptance,
  AccessView,
  Activity,
  Alert,
  Charges,
  DayPoint,
  Health,
  HealthCheck,
  IssuedInvoice,
  LiveUsage,
  MeterSeries,
  MeterUsage,
  OpenInvoices,
  Organization,
  OrganizationPage,
  PendingChange,
  RoleOnNode,
  Series,
  ServiceHealth,
  Session,
  Source,
  Subscription,
  Summary,
  Usage,
  User,
  WorkspaceUsage,
} from './types';

// What the pages need of each answer. An answer without it is malformed, which is an error with a way to try again,
// and never a 0.

const meterUsage = object<MeterUsage>({
  meter: text,
  unit: optional(text),
  used: count,
  state: known('WITHIN', 'NEAR_LIMIT', 'AT_LIMIT', 'OVERAGE', 'BLOCKED', 'NOT_IN_PLAN'),
  included: optional(count),
  limit: optional(count),
  softLimit: optional(count),
  cap: optional(count),
  behaviour: known('WARN', 'BLOCK', 'OVERAGE'),
  remaining: optional(count),
});

const usage = object<Usage>({
  scope: known('ORGANIZATION', 'SUBTREE'),
  periodStart: instant,
  periodEnd: instant,
  meters: list(meterUsage),
});

/** Without a subscription no period is told. */
export const liveUsage: Reader<LiveUsage> = (value, at) => {
  const { asOf, periodStart } = object<{ asOf: string; periodStart: string | null }>({
    asOf: instant,
    periodStart: optional(instant),
  })(value, at);
  return { asOf, usage: periodStart === null ? null : usage(value, at) };
};

const membership = object<Organization>({ id: text, name: text, role: optional(text) });

export const session = object<Session>({
  user: object<User>({ name: text, email: optional(text), principalId: text, operator: flag }),
  csrfToken: text,
  organizations: list(membership),
  nextCursor: optional(text),
});

const roleOnOrganization: Reader<string | null> = (value, at) =>
  list(object<RoleOnNode>({ nodeType: text, role: text }))(value, at).find(
    ({ nodeType }) => nodeType === 'ORGANIZATION',
  )?.role ?? null;

/** As teams-service lists them, with every role the person holds in each. */
export const organizationPage: Reader<OrganizationPage> = (value, at) => {
  const page = object<{ items: { id: string; name: string; roles: string | null }[]; nextCursor: string | null }>({
    items: list(object({ id: text, name: text, roles: roleOnOrganization })),
    nextCursor: optional(text),
  })(value, at);
  return { items: page.items.map(({ id, name, roles }) => ({ id, name, role: roles })), nextCursor: page.nextCursor };
};

const serviceHealth = object<ServiceHealth>({
  name: text,
  status: (value, at) => known('up', 'down', 'unknown')(value, at) ?? 'unknown',
  latencyMillis: optional(count),
  checkedAt: optional(instant),
  since: optional(instant),
});

const health = object<Health>({
  score: count,
  confidence: count,
  capped: flag,
  checks: list(
    object<HealthCheck>({
      id: text,
      title: text,
      weight: (value, at) => known('critical', 'high', 'medium', 'low')(value, at) ?? 'low',
      status: (value, at) => known('pass', 'fail', 'unknown')(value, at) ?? 'unknown',
      reason: optional(text),
      evidence: optional(text),
      remedy: optional(text),
    }),
  ),
});

const series = object<Series>({
  timeZone: text,
  today: date,
  approximate: flag,
  meters: list(
    object<MeterSeries>({ meter: text, points: list(object<DayPoint>({ date, quantity: optional(count) })) }),
  ),
});

const subscription = object<Subscription>({
  plan: text,
  planName: text,
  status: text,
  interval: text,
  priceMinor: count,
  currency: text,
  currentPeriodEnd: instant,
  trialEnd: optional(instant),
  pendingChange: optional(
    object<PendingChange>({ plan: text, planName: text, interval: text, priceMinor: count, at: instant }),
  ),
  cancelAt: optional(instant),
});

const charges = object<Charges>({
  issueAt: optional(instant),
  periodStart: instant,
  periodEnd: instant,
  currency: text,
  soFarMinor: count,
  subscriptionMinor: count,
  subscriptionStart: optional(instant),
  subscriptionEnd: optional(instant),
  overageMinor: count,
  otherMinor: count,
  creditMinor: count,
  expectedMinor: optional(count),
});

const openInvoices = object<OpenInvoices>({
  currency: text,
  invoices: count,
  amountMinor: count,
  oldestIssuedAt: instant,
});

const issuedInvoice = object<IssuedInvoice>({
  id: text,
  type: text,
  number: text,
  corrects: optional(text),
  status: text,
  issuedAt: instant,
  currency: text,
  totalMinor: count,
  openMinor: count,
});

const workspaceUsage = object<WorkspaceUsage>({
  workspaceId: text,
  name: optional(text),
  meter: text,
  quantity: count,
  share: count,
});

const alert = object<Alert>({
  id: text,
  severity: (value, at) => known('info', 'warning', 'critical')(value, at) ?? 'warning',
  title: text,
  detail: optional(text),
  action: text,
  actionLabel: text,
  since: optional(instant),
});

const activity = object<Activity>({
  id: text,
  time: instant,
  action: text,
  actor: optional(text),
  target: optional(text),
  severity: text,
  outcome: text,
  source: optional(text),
});

const source = object<Source>({
  name: text,
  service: text,
  status: known('ok', 'stale', 'failed', 'forbidden', 'missing'),
  at: optional(instant),
  error: optional(text),
});

export const summary = object<Summary>({
  generatedAt: instant,
  organization: object({ id: text, name: text, timeZone: optional(text) }),
  health: optional(health),
  services: optional(list(serviceHealth)),
  accessViews: optional(
    list(object<AccessView>({ service: text, ageSeconds: optional(count), stale: flag, since: instant })),
  ),
  usage: optional(usage),
  series: optional(series),
  subscription: optional(subscription),
  charges: optional(charges),
  openInvoices: optional(list(openInvoices)),
  latestInvoices: optional(list(issuedInvoice)),
  topWorkspaces: optional(list(workspaceUsage)),
  alerts: optional(list(alert)),
  activity: optional(list(activity)),
  sources: list(source),
});

export const accepted = object<Acceptance>({ organizationId: text });
