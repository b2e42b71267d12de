import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Charges, OpenInvoices, Subscription } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { partState, type Subject } from '../../components/part-state';
import '../../components/skeleton';
import '../../components/time';
import { subscribeCommand } from '../../format/example-requests';
import { money } from '../../format/money';
import { counted } from '../../format/numbers';
import { dayOf, dayWithYearOf } from '../../format/time';
import { zoneOf } from '../../format/time-zone';
import { titleCase } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'Cost', source: 'charges', service: 'Billing', role: 'Admin' };

/** What the running period costs so far and by its end, what is open of earlier ones, and the plan behind it. */
export class CostCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      dl { display: grid; grid-template-columns: minmax(0, 1fr) auto; margin-top: var(--space-3); }
      dt, dd { padding: var(--space-2) 0; border-top: 1px solid var(--border); }
      dd { text-align: right; color: var(--text-strong); }
      dt .caption { display: block; font-weight: 400; }
      .expected { font-weight: 600; color: var(--text-strong); }
      .plan {
        display: grid;
        gap: 2px;
        margin-top: var(--space-3);
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .plan .line { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-2); }
      .plan .muted { font-size: var(--size-caption); }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const value = summary.value.value;
    const charges = value?.charges ?? null;
    const zone = zoneOf(value);
    return html`
      <em-card heading="Cost" .state=${state(charges)}>
        ${charges
          ? html`<span slot="caption">${dayOf(charges.periodStart, zone)} – ${dayOf(charges.periodEnd, zone)}</span>
              ${figures(charges, zone)} ${open(value?.openInvoices ?? null)} ${plan(value?.subscription ?? null, zone)}`
          : nothing}
        <div slot="skeleton">
          <em-skeleton form="block" rows="1" height="60"></em-skeleton>
          <em-skeleton form="line" rows="4" height="38"></em-skeleton>
          <em-skeleton form="block" rows="1" height="92"></em-skeleton>
        </div>
      </em-card>
    `;
  }
}

function figures(charges: Charges, zone: string | null): TemplateResult {
  const { currency, expectedMinor } = charges;
  return html`
    <p class="figure">${money(charges.soFarMinor, currency)}</p>
    <p class="caption">so far</p>
    <dl>
      <dt>Subscription</dt>
      <dd class="number">${money(charges.subscriptionMinor, currency)}</dd>
      <dt>Overage</dt>
      <dd class="number">${money(charges.overageMinor, currency)}</dd>
      ${charges.otherMinor === 0
        ? nothing
        : html`<dt>Credits, adjustments and tax</dt>
            <dd class="number">${money(charges.otherMinor, currency)}</dd>`}
      <dt class="expected">
        Expected by the end<span class="caption"
          >${dayOf(charges.periodEnd, zone)}, if usage goes on as until now</span
        >
      </dt>
      <dd class="number expected">
        ${expectedMinor === null ? html`<span class="muted">after a day</span>` : money(expectedMinor, currency)}
      </dd>
    </dl>
  `;
}

/** Of periods that are over, so it is not in the figures above. */
function open(invoices: OpenInvoices[] | null): TemplateResult {
  if (invoices === null) return html`<p class="caption">Open invoices could not be loaded.</p>`;
  if (invoices.length === 0) return html`<p class="caption">No open invoices.</p>`;
  return html`<dl>
    ${invoices.map(
      (each) => html`<dt>
          Open invoices<span class="caption"
            >${counted(each.invoices, 'invoice')} of earlier periods, the oldest issued
            <em-time .instant=${each.oldestIssuedAt}></em-time
          ></span>
        </dt>
        <dd class="number">${money(each.amountMinor, each.currency)}</dd>`,
    )}
  </dl>`;
}

function plan(subscription: Subscription | null, zone: string | null): TemplateResult | typeof nothing {
  if (!subscription) return nothing;
  const each = subscription.interval === 'YEAR' ? 'a year' : 'a month';
  const live = subscription.status === 'ACTIVE' || subscription.status === 'TRIALING';
  return html`<div class="plan">
    <div class="line">
      <span class="strong">${subscription.planName}</span>
      <em-badge tone=${live ? 'positive' : 'critical'}>${titleCase(subscription.status)}</em-badge>
    </div>
    <span class="muted number">${money(subscription.priceMinor, subscription.currency)} ${each}</span>
    <span class="muted">Period ends ${dayWithYearOf(subscription.currentPeriodEnd, zone)}</span>
  </div>`;
}

function state(charges: Charges | null): CardState {
  return partState(summary.value, SUBJECT, charges ? 'some' : 'missing', () => ({
    kind: 'empty',
    shows: 'What the running period costs so far and by its end, and what is open of earlier ones.',
    todo: 'This organization has no plan yet. Subscribe to one:',
    command: subscribeCommand(summary.value.value),
  }));
}

customElements.define('em-cost-card', CostCard);
