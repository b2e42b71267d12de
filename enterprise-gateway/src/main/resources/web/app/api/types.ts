/**
 * The shapes that the gateway answers with, as `answers.ts` reads them: what is left out is null. Instants are RFC 3339 text; money is minor
 * units plus its ISO 4217 currency.
 */

export type Instant = string;

export interface Session {
  user: User;
  csrfToken: string;
  organizations: Organization[];
  /** Where the organizations go on; null: these are all. */
  nextCursor: string | null;
}

/** Some of the organizations somebody belongs to. */
export interface OrganizationPage {
  items: Organization[];
  nextCursor: string | null;
}

export interface User {
  name: string;
  email: string | null;
  principalId: string;
  operator: boolean;
}

export interface Organization {
  id: string;
  name: string;
  /** On the organization itself; null for members of a team or workspace only. */
  role: string | null;
}

/** The whole Overview in one answer; what could not be had is null, and `sources` says why. */
export interface Summary {
  generatedAt: Instant;
  organization: { id: string; name: string; timeZone: string | null };
  health: Health | null;
  services: ServiceHealth[] | null;
  accessViews: AccessView[] | null;
  usage: Usage | null;
  series: Series | null;
  subscription: Subscription | null;
  charges: Charges | null;
  openInvoices: OpenInvoices[] | null;
  topWorkspaces: WorkspaceUsage[] | null;
  alerts: Alert[] | null;
  activity: Activity[] | null;
  sources: Source[];
}

export type ServiceName = 'billing' | 'teams' | 'reporting' | 'audit';

/** The documents that the summary is made of. */
export type SourceName = 'organization' | 'members' | 'usage' | 'subscription' | 'charges' | 'openInvoices' | 'analytics' | 'activity';

/** How a document was had. Stale: an earlier answer is shown; missing: the service says that there is none. */
export interface Source {
  name: string;
  service: string;
  status: 'ok' | 'stale' | 'failed' | 'forbidden' | 'missing' | null;
  at: Instant | null;
  error: string | null;
}

export interface Health {
  score: number;
  confidence: number;
  capped: boolean;
  checks: HealthCheck[];
}

export type Weight = 'critical' | 'high' | 'medium' | 'low';

export interface HealthCheck {
  id: string;
  title: string;
  weight: Weight;
  status: 'pass' | 'fail' | 'unknown';
  reason: string | null;
  evidence: string | null;
  remedy: string | null;
}

export interface ServiceHealth {
  name: string;
  status: 'up' | 'down' | 'unknown';
  latencyMillis: number | null;
  checkedAt: Instant | null;
  since: Instant | null;
}

/** Of the organization, or (SUBTREE) of the part that the reader may see, without limits. */
export type UsageScope = 'ORGANIZATION' | 'SUBTREE';

/** How old a service's view of who may do what is; while it is stale, the service refuses what needs a decision. */
export interface AccessView {
  service: string;
  ageSeconds: number | null;
  stale: boolean;
  since: Instant;
}

export interface Usage {
  scope: UsageScope | null;
  periodStart: Instant;
  periodEnd: Instant;
  meters: MeterUsage[];
}

/** What the one-second poll answers; without a plan there is no usage. */
export interface LiveUsage {
  asOf: Instant;
  usage: Usage | null;
}

export type Behaviour = 'WARN' | 'BLOCK' | 'OVERAGE';

/** How a meter stands towards its limits: billing decides it, pages only show it. */
export type MeterState = 'WITHIN' | 'NEAR_LIMIT' | 'AT_LIMIT' | 'OVERAGE' | 'BLOCKED' | 'NOT_IN_PLAN';

export interface MeterUsage {
  meter: string;
  unit: string | null;
  used: number;
  /** Null where limits are not told: the reader sees only a part of what is used. */
  state: MeterState | null;
  included: number | null;
  limit: number | null;
  softLimit: number | null;
  /** Beyond it everything is refused. */
  cap: number | null;
  behaviour: Behaviour | null;
  remaining: number | null;
}

export interface Series {
  /** Whose days they are. */
  timeZone: string;
  /** The date there. */
  today: string;
  /** Days start within an hour of UTC, by which usage is kept. */
  approximate: boolean;
  meters: MeterSeries[];
}

export interface MeterSeries {
  meter: string;
  points: DayPoint[];
}

export interface DayPoint {
  /** 2026-11-28, in the series' time zone. */
  date: string;
  /** Null: what was used then has not arrived yet. */
  quantity: number | null;
}

export interface Subscription {
  plan: string;
  planName: string;
  status: string;
  interval: string;
  priceMinor: number;
  currency: string;
  currentPeriodEnd: Instant;
}

/** What the running period costs. */
export interface Charges {
  periodStart: Instant;
  periodEnd: Instant;
  currency: string;
  soFarMinor: number;
  subscriptionMinor: number;
  overageMinor: number;
  /** Credits, adjustments and tax. */
  otherMinor: number;
  /** Null while too little of the period has passed. */
  expectedMinor: number | null;
}

/** The open invoices of one currency. */
export interface OpenInvoices {
  currency: string;
  invoices: number;
  amountMinor: number;
  oldestIssuedAt: Instant;
}

export interface WorkspaceUsage {
  workspaceId: string;
  name: string | null;
  meter: string;
  quantity: number;
  /** Part of the organization's whole, 0 to 1. */
  share: number;
}

export type Severity = 'info' | 'warning' | 'critical';

export interface Alert {
  id: string;
  severity: Severity;
  title: string;
  detail: string | null;
  /** A path of this site that leads to what can be done. */
  action: string;
  actionLabel: string;
  /** Null: the records do not tell. */
  since: Instant | null;
}

export interface Activity {
  id: string;
  time: Instant;
  action: string;
  actor: string | null;
  target: string | null;
  severity: string;
  outcome: string;
  /** Who vouches for it: a service (`/billing-service`) or the principal that posted it (`/principals/<id>`). */
  source: string | null;
}
