// Of billing-service/src/main/openapi/openapi.json, written by ApiTypesTest; not to be edited.

export interface CurrentUsage {
  asOf: Instant;
  meters: MeterUsage[];
  periodEnd?: Instant | null;
  periodStart?: Instant | null;
  scope: UsageScope;
  since?: Instant | null;
}

export type Instant = string;

export type LimitBehaviour = 'BLOCK' | 'OVERAGE' | 'WARN';

export type LimitState = 'AT_LIMIT' | 'BLOCKED' | 'NEAR_LIMIT' | 'NOT_IN_PLAN' | 'OVERAGE' | 'WITHIN';

export interface MeterUsage {
  behaviour?: LimitBehaviour | null;
  cap?: number | null;
  included?: number | null;
  limit?: number | null;
  meter: string;
  remaining?: number | null;
  softLimit?: number | null;
  state?: LimitState | null;
  stateSince?: Instant | null;
  unit: string;
  used: number;
}

export type UsageScope = 'ORGANIZATION' | 'SUBTREE';
