/** The shapes that the gateway answers with. Instants are RFC 3339 text; money is minor units plus its ISO 4217 currency. */

export type Instant = string;

export interface Session {
  user: User;
  csrfToken: string;
  organizations: Organization[];
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

/** The whole Overview in one answer; a part that could not be had is null and named in `parts`. */
export interface Summary {
  generatedAt: Instant;
  organization: { id: string; name: string; timeZone: string | null };
  health: Health | null;
  services: ServiceHealth[] | null;
  usage: Usage | null;
  series: Series | null;
  subscription: Subscription | null;
  revenue: Revenue | null;
  topWorkspaces: WorkspaceUsage[] | null;
  alerts: Alert[] | null;
  activity: Activity[] | null;
  parts: Part[];
}

export type PartName = 'billing' | 'teams' | 'reporting' | 'audit';

export interface Part {
  name: PartName;
  status: 'ok' | 'stale' | 'failed' | 'forbidden';
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

export interface Usage {
  periodStart: Instant;
  periodEnd: Instant;
  meters: MeterUsage[];
}

/** What the one-second poll answers. */
export interface LiveUsage extends Usage {
  asOf: Instant;
}

export type Behaviour = 'WARN' | 'BLOCK' | 'OVERAGE';

export interface MeterUsage {
  meter: string;
  unit: string | null;
  used: number;
  included: number;
  limit: number | null;
  softLimit: number | null;
  behaviour: Behaviour;
  remaining: number | null;
}

export interface Series {
  interval: string;
  meters: MeterSeries[];
}

export interface MeterSeries {
  meter: string;
  points: { start: string; quantity: number }[];
}

export interface Subscription {
  plan: string;
  planName: string;
  status: string;
  interval: 'MONTH' | 'YEAR';
  priceMinor: number;
  currency: string;
  currentPeriodEnd: Instant;
}

export interface Revenue {
  periodStart: Instant;
  currency: string;
  subscriptionMinor: number;
  overageMinor: number;
  totalMinor: number;
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
  /** A path of this site that leads to the remedy, or a sentence that says it. */
  action: string | null;
  since: Instant;
}

/** Who did it or what it was done to: a plain name, or the audit event's own form. */
export type Party = string | { type?: string; id?: string; name?: string | null; email?: string | null } | null;

export interface Activity {
  id: string;
  time: Instant;
  action: string;
  actor: Party;
  target: Party;
  severity: string;
  outcome: string;
}
