import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Revenue, Subscription } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import '../../components/skeleton';
import { money } from '../../format/money';
import { day, dayWithYear } from '../../format/time';
import { titleCase } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';
import { subscribeCommand } from './commands';
import { partState, type Subject } from './part-state';

const SUBJECT: Subject = { what: 'Revenue', part: 'reporting', role: 'Admin' };

/** What the running period brings so far, and the plan behind it. */
export class RevenueCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      dl { display: grid; grid-template-columns: minmax(0, 1fr) auto; margin-top: var(--space-4); }
      dt, dd { padding: var(--space-2) 0; border-top: 1px solid var(--border); }
      dd { text-align: right; color: var(--text-strong); }
      .plan { display: grid; gap: 2px; margin-top: var(--space-4); padding: var(--space-3); border-radius: var(--radius); background: var(--surface-2); }
      .plan .line { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-2); }
      .plan .muted { font-size: var(--size-caption); }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const revenue = summary.value.value?.revenue ?? null;
    const subscription = summary.value.value?.subscription ?? null;
    return html`
      <em-card heading="Revenue this period" .state=${state(revenue, subscription)}>
        ${revenue ? html`<span slot="caption">since ${day(revenue.periodStart)}</span>${this.content(revenue, subscription)}` : nothing}
        <div slot="skeleton"><em-skeleton form="block" rows="1" height="48"></em-skeleton><em-skeleton form="line" rows="2" height="38"></em-skeleton><em-skeleton form="block" rows="1" height="92"></em-skeleton></div>
      </em-card>
    `;
  }

  private content(revenue: Revenue, subscription: Subscription | null): TemplateResult {
    const { currency } = revenue;
    return html`
      <p class="figure">${money(revenue.totalMinor, currency)}</p>
      <dl>
        <dt>Subscription</dt>
        <dd class="number">${money(revenue.subscriptionMinor, currency)}</dd>
        <dt>Overage</dt>
        <dd class="number">${money(revenue.overageMinor, currency)}</dd>
      </dl>
      ${subscription ? plan(subscription) : html`<p class="caption">No plan is subscribed to.</p>`}
    `;
  }
}

function plan(subscription: Subscription): TemplateResult {
  const each = subscription.interval === 'YEAR' ? 'a year' : 'a month';
  const live = subscription.status === 'ACTIVE' || subscription.status === 'TRIALING';
  return html`<div class="plan">
    <div class="line"><span class="strong">${subscription.planName}</span><em-badge tone=${live ? 'positive' : 'critical'}>${titleCase(subscription.status)}</em-badge></div>
    <span class="muted number">${money(subscription.priceMinor, subscription.currency)} ${each}</span>
    <span class="muted">Period ends ${dayWithYear(subscription.currentPeriodEnd)}</span>
  </div>`;
}

function state(revenue: Revenue | null, subscription: Subscription | null): CardState {
  const shows = 'What subscription and overage of the running period come to.';
  return partState(summary.value, SUBJECT, revenue ? 'some' : 'missing', () =>
    subscription
      ? { kind: 'empty', shows, todo: `Nothing has been invoiced in this period yet; the ${subscription.planName} plan invoices at the end of its period.` }
      : { kind: 'empty', shows, todo: 'This organization has no plan yet. Subscribe to one:', command: subscribeCommand(summary.value.value) },
  );
}

customElements.define('em-revenue-card', RevenueCard);
