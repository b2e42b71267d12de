import type * as billing from './billing';
import type * as gateway from './gateway';
import type * as teams from './teams';

/**
 * The answers as `answers.ts` reads them: of the types of the services' own documents what the pages need, and null
 * for what is left out. A word that a later version may add is null, or what is said of it here. Money is minor units
 * plus its ISO 4217 currency.
 */

/** An answer in which what is left out is null. */
type Read<T> = T extends readonly (infer Each)[]
  ? Read<Each>[]
  : T extends object
    ? { [Name in keyof T]-?: undefined extends T[Name] ? Read<Exclude<T[Name], undefined>> | null : Read<T[Name]> }
    : T;

/** An answer without the members that the pages do without. */
type Without<T, Names extends keyof T> = Omit<T, Names>;

/** Members whose words are shown as they come. */
type Texts<T, Names extends keyof T> = { [Name in Names]: string };

/** RFC 3339 text. */
export type Instant = gateway.Instant;

export interface Session extends Without<Read<gateway.Session>, 'organizations'> {
  organizations: Organization[];
}

export type User = Read<gateway.Person>;

/** The role is the one on the organization itself; null for members of a team or workspace only. */
export type Organization = Read<gateway.Membership>;

/** Some of the organizations somebody belongs to; `nextCursor` is where they go on, null: these are all. */
export interface OrganizationPage extends Pick<Read<teams.PageOrganizationMembershipView>, 'nextCursor'> {
  items: Organization[];
}

/** Of an organization that somebody belongs to, a role on a part of it. */
export type RoleOnNode = Texts<teams.RoleAssignment, 'nodeType' | 'role'>;

/** What an accepted invitation leads to. */
export type Acceptance = Pick<Read<teams.Acceptance>, 'organizationId'>;

/** The whole Overview in one answer; what could not be had is null, and `sources` says why. */
export interface Summary
  extends Without<Read<gateway.Summary>, 'parts' | 'revenue' | keyof SummaryParts>, SummaryParts {}

/** Where the pages read less of it, or do without what they cannot read. */
interface SummaryParts {
  health: Health | null;
  services: ServiceHealth[] | null;
  accessViews: AccessView[] | null;
  usage: Usage | null;
  series: Series | null;
  alerts: Alert[] | null;
  sources: Source[];
}

/** How a document was had. Stale: an earlier answer is shown; missing: the service says that there is none. */
export interface Source extends Without<Read<gateway.SummarySource>, 'status'> {
  status: gateway.SourceStatus | null;
}

export type Health = Read<gateway.Health>;

export type HealthCheck = Read<gateway.OverviewCheck>;

export type ServiceHealth = Read<gateway.ServiceHealth>;

/** How old a service's view of who may do what is; while it is stale, the service refuses what needs a decision. */
export type AccessView = Without<Read<gateway.AccessViewHealth>, 'checkedAt' | 'staleAfterSeconds'>;

/** Of the organization, or (SUBTREE) of the part that the reader may see, without limits. */
export interface Usage extends Without<Read<gateway.Usage>, 'scope' | 'meters'> {
  scope: billing.UsageScope | null;
  meters: MeterUsage[];
}

/** What the one-second poll answers; without a plan there is no usage. */
export interface LiveUsage extends Pick<Read<billing.CurrentUsage>, 'asOf'> {
  usage: Usage | null;
}

/** What reaching the limit does. */
export type Behaviour = billing.LimitBehaviour;

/** How a meter stands towards its limits: billing decides it, pages only show it. */
export type MeterState = billing.LimitState;

/**
 * A meter in the running period. Its state is null where limits are not told: the reader sees only a part of what is
 * used. Beyond `cap` everything is refused.
 */
export interface MeterUsage extends Without<Read<gateway.MeterUsage>, 'stateSince' | 'state' | 'behaviour'> {
  state: MeterState | null;
  behaviour: Behaviour | null;
}

/**
 * Usage per day, in the days of `timeZone`; `today` is the date there. Approximate: days start within an hour of UTC,
 * by which usage is kept.
 */
export interface Series extends Without<Read<gateway.Series>, 'interval' | 'meters'> {
  meters: MeterSeries[];
}

export interface MeterSeries extends Without<Read<gateway.MeterSeries>, 'points'> {
  points: DayPoint[];
}

/** A date, 2026-11-28, and its quantity; null: what was used then has not arrived yet. */
export type DayPoint = Without<Read<gateway.Point>, 'start'>;

/** At most one of a change and a cancellation waits. */
export type Subscription = Read<gateway.Subscription>;

/** The change of plan or interval that waits. */
export type PendingChange = Read<gateway.PendingChange>;

/**
 * The next invoice: the price in advance, and what was used beyond the plan in `periodStart` to `periodEnd`.
 * `otherMinor` is credits, adjustments and tax; `creditMinor` is customer credit that pays a part of it;
 * `expectedMinor` is null while too little of the period has passed.
 */
export type Charges = Read<gateway.Charges>;

/** The open invoices of one currency. */
export type OpenInvoices = Read<gateway.OpenInvoices>;

/** An invoice, or a credit note, whose total is below 0 and which names the invoice that it corrects. */
export type IssuedInvoice = Read<gateway.IssuedInvoice>;

/** The share is the part of the organization's whole, 0 to 1. */
export type WorkspaceUsage = Read<gateway.WorkspaceUsage>;

export type Severity = gateway.Severity;

/**
 * What needs action. `action` is a path of this site that leads to what can be done; `since` is null where the records
 * do not tell.
 */
export type Alert = Read<gateway.Alert>;

/**
 * An audit event. Its source vouches for it: a service (`/billing-service`) or the principal that posted it
 * (`/principals/<id>`).
 */
export type Activity = Read<gateway.Activity>;
