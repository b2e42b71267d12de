// Of enterprise-gateway/src/main/openapi/openapi.json, written by ApiTypesTest; not to be edited.

export interface AccessViewHealth {
  ageSeconds?: number | null;
  checkedAt: Instant;
  service: string;
  since: Instant;
  stale: boolean;
  staleAfterSeconds: number;
}

export interface Activity {
  action: string;
  actor?: string | null;
  id: string;
  outcome: string;
  severity: string;
  source?: string | null;
  target?: string | null;
  time: Instant;
}

export interface Alert {
  action: string;
  actionLabel: string;
  detail?: string | null;
  id: string;
  severity: Severity;
  since?: Instant | null;
  title: string;
}

export interface Charges {
  creditMinor: number;
  currency: string;
  expectedMinor?: number | null;
  issueAt?: Instant | null;
  otherMinor: number;
  overageMinor: number;
  periodEnd: Instant;
  periodStart: Instant;
  soFarMinor: number;
  subscriptionEnd?: Instant | null;
  subscriptionMinor: number;
  subscriptionStart?: Instant | null;
}

export interface Health {
  capped: boolean;
  checks: OverviewCheck[];
  confidence: number;
  score: number;
}

export type Instant = string;

export interface IssuedInvoice {
  corrects?: string | null;
  currency: string;
  id: UUID;
  issuedAt: Instant;
  number: string;
  openMinor: number;
  status: string;
  totalMinor: number;
  type: string;
}

export type LocalDate = string;

export interface Membership {
  id: UUID;
  name: string;
  role?: string | null;
}

export interface MeterSeries {
  meter: string;
  points: Point[];
}

export type MeterState = 'AT_LIMIT' | 'BLOCKED' | 'NEAR_LIMIT' | 'NOT_IN_PLAN' | 'OVERAGE' | 'WITHIN';

export interface MeterUsage {
  behaviour?: string | null;
  cap?: number | null;
  included?: number | null;
  limit?: number | null;
  meter: string;
  remaining?: number | null;
  softLimit?: number | null;
  state?: MeterState | null;
  stateSince?: Instant | null;
  unit?: string | null;
  used: number;
}

export interface OpenInvoices {
  amountMinor: number;
  currency: string;
  invoices: number;
  oldestIssuedAt: Instant;
}

export interface Organization {
  id: UUID;
  name: string;
  timeZone?: string | null;
}

export interface OverviewCheck {
  evidence?: string | null;
  id: string;
  reason?: string | null;
  remedy?: string | null;
  status: Status2;
  title: string;
  weight: Weight;
}

export interface Part {
  at?: Instant | null;
  error?: string | null;
  name: string;
  status: Status1;
}

export interface PendingChange {
  at: Instant;
  interval: string;
  plan: string;
  planName: string;
  priceMinor: number;
}

export interface Person {
  email?: string | null;
  name: string;
  operator: boolean;
  principalId: UUID;
}

export interface Point {
  date: LocalDate;
  quantity?: number | null;
  start: string;
}

export interface Revenue {
  currency: string;
  overageMinor: number;
  periodStart: string;
  subscriptionMinor: number;
  totalMinor: number;
}

export interface Series {
  approximate: boolean;
  interval: string;
  meters: MeterSeries[];
  timeZone: string;
  today: LocalDate;
}

export interface ServiceHealth {
  checkedAt?: Instant | null;
  latencyMillis?: number | null;
  name: string;
  since?: Instant | null;
  status: Status;
}

export interface Session {
  csrfToken: string;
  nextCursor?: string | null;
  organizations: Membership[];
  user: Person;
}

export type Severity = 'critical' | 'info' | 'warning';

export type SourceStatus = 'failed' | 'forbidden' | 'missing' | 'ok' | 'stale';

export type Status = 'down' | 'unknown' | 'up';

export type Status1 = 'failed' | 'forbidden' | 'ok' | 'stale';

export type Status2 = 'fail' | 'pass' | 'unknown';

export interface Subscription {
  cancelAt?: Instant | null;
  currency: string;
  currentPeriodEnd: Instant;
  interval: string;
  pendingChange?: PendingChange | null;
  plan: string;
  planName: string;
  priceMinor: number;
  status: string;
  trialEnd?: Instant | null;
}

export interface Summary {
  accessViews: AccessViewHealth[];
  activity?: Activity[] | null;
  alerts: Alert[];
  charges?: Charges | null;
  generatedAt: Instant;
  health: Health;
  latestInvoices?: IssuedInvoice[] | null;
  openInvoices?: OpenInvoices[] | null;
  organization: Organization;
  parts: Part[];
  revenue?: Revenue | null;
  series?: Series | null;
  services: ServiceHealth[];
  sources: SummarySource[];
  subscription?: Subscription | null;
  topWorkspaces?: WorkspaceUsage[] | null;
  usage?: Usage | null;
}

export interface SummarySource {
  at?: Instant | null;
  error?: string | null;
  name: string;
  service: string;
  status: SourceStatus;
}

export type UUID = string;

export interface Usage {
  meters: MeterUsage[];
  periodEnd: Instant;
  periodStart: Instant;
  scope: string;
}

export type Weight = 'critical' | 'high' | 'low' | 'medium';

export interface WorkspaceUsage {
  meter: string;
  name?: string | null;
  quantity: number;
  share: number;
  workspaceId: UUID;
}
