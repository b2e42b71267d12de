import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Charges, IssuedInvoice, OpenInvoices, Subscription, Summary } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { partState, type Subject } from '../../components/part-state';
import { invoiceWords, nextStep, planWord, priceSpan, priceWords, spanOf } from '../../components/plan-words';
import '../../components/skeleton';
import '../../components/time';
import { subscribeCommand } from '../../format/example-requests';
import { money } from '../../format/money';
import { counted } from '../../format/numbers';
import { dayWithYearOf } from '../../format/time';
import { zoneOf } from '../../format/time-zone';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'Plan', source: 'subscription', service: 'Billing', role: 'Admin' };

/** The plan with what becomes of it, the next invoice so far with its day, what is open, and the latest invoices. */
export class PlanCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .plan {
        display: grid;
        gap: 2px;
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .plan .line { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-1) var(--space-2); }
      .plan .price { margin-left: auto; }
      h3 { margin-top: var(--space-3); font-size: var(--size-caption); font-weight: 400; color: var(--text-muted); }
      dl { display: grid; grid-template-columns: minmax(0, 1fr) auto; margin-top: var(--space-2); }
      dt, dd { padding: var(--space-2) 0; border-top: 1px solid var(--border); }
      dd { text-align: right; color: var(--text-strong); }
      dt .caption { display: block; font-weight: 400; }
      .expected { font-weight: 600; color: var(--text-strong); }
      .none { margin-top: var(--space-3); }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const value = summary.value.value;
    const subscription = value?.subscription ?? null;
    const zone = zoneOf(value);
    return html`
      <em-card heading="Plan" .state=${state(subscription)}>
        ${value && subscription
          ? html`${plan(subscription, zone)} ${next(value, zone)} ${open(value.openInvoices)}
              ${latest(value.latestInvoices, zone)}`
          : nothing}
        <div slot="skeleton">
          <em-skeleton form="block" rows="1" height="66"></em-skeleton>
          <em-skeleton form="block" rows="1" height="60"></em-skeleton>
          <em-skeleton form="line" rows="4" height="38"></em-skeleton>
          <em-skeleton form="line" rows="3" height="38"></em-skeleton>
        </div>
      </em-card>
    `;
  }
}

function plan(subscription: Subscription, zone: string | null): TemplateResult {
  const { tone, word } = planWord(subscription);
  return html`<div class="plan">
    <div class="line">
      <span class="strong">${subscription.planName}</span>
      <em-badge tone=${tone}>${word}</em-badge>
      <span class="price number"
        >${priceWords(subscription.priceMinor, subscription.currency, subscription.interval)}</span
      >
    </div>
    <span class="caption">${nextStep(subscription, zone)}</span>
  </div>`;
}

/** A subscription that ends has no further invoice once its usage is billed, and a service that failed tells none. */
function next({ charges, sources }: Summary, zone: string | null): TemplateResult {
  if (charges) return figures(charges, zone);
  const status = sources.find(({ name }) => name === 'charges')?.status;
  const none = status === 'ok' || status === 'missing';
  return html`<p class="caption none">${none ? 'No further invoice.' : 'The next invoice could not be loaded.'}</p>`;
}

function figures(charges: Charges, zone: string | null): TemplateResult {
  const { creditMinor, currency, expectedMinor, issueAt, otherMinor, overageMinor, soFarMinor } = charges;
  const kind = soFarMinor < 0 ? 'credit note' : 'invoice';
  const what = issueAt ? `Next ${kind} on ${dayWithYearOf(issueAt, zone)}` : `Next ${kind}`;
  const span = priceSpan(charges, zone);
  // The first invoice after a trial charges a price only, for a time that lies ahead.
  const hasUsage = overageMinor !== 0 || charges.periodStart !== charges.subscriptionStart;
  return html`
    <h3>${what}, as of now</h3>
    <p class="figure">${money(soFarMinor, currency)}</p>
    <dl>
      ${span
        ? html`<dt>Subscription<span class="caption">${span}, in advance</span></dt>
            <dd class="number">${money(charges.subscriptionMinor, currency)}</dd>`
        : nothing}
      ${hasUsage
        ? html`<dt>Overage<span class="caption">${spanOf(charges.periodStart, charges.periodEnd, zone)}</span></dt>
            <dd class="number">${money(overageMinor, currency)}</dd>`
        : nothing}
      ${otherMinor === 0
        ? nothing
        : html`<dt>Credits, adjustments and tax</dt>
            <dd class="number">${money(otherMinor, currency)}</dd>`}
      ${creditMinor === 0
        ? nothing
        : html`<dt>Paid by credit<span class="caption">of earlier credit notes and payments</span></dt>
            <dd class="number">${money(-creditMinor, currency)}</dd>`}
      ${hasUsage
        ? html`<dt class="expected">Expected<span class="caption">if usage goes on as until now</span></dt>
            <dd class="number expected">
              ${expectedMinor === null ? html`<span class="muted">after a day</span>` : money(expectedMinor, currency)}
            </dd>`
        : nothing}
    </dl>
  `;
}

/** They are issued already, so they are not in the figures above. */
function open(invoices: OpenInvoices[] | null): TemplateResult {
  if (invoices === null) return html`<p class="caption none">Open invoices could not be loaded.</p>`;
  if (invoices.length === 0) return html`<p class="caption none">No open invoices.</p>`;
  return html`<dl>
    ${invoices.map(
      (each) => html`<dt>
          Open invoices<span class="caption"
            >${counted(each.invoices, 'invoice')}, the oldest issued
            <em-time .instant=${each.oldestIssuedAt}></em-time
          ></span>
        </dt>
        <dd class="number">${money(each.amountMinor, each.currency)}</dd>`,
    )}
  </dl>`;
}

/** Amounts of credit notes are negative. */
function latest(invoices: IssuedInvoice[] | null, zone: string | null): TemplateResult | typeof nothing {
  if (invoices === null || invoices.length === 0) return nothing;
  return html`<h3>Latest invoices</h3>
    <dl>
      ${invoices.map(
        (each) => html`<dt>
            ${each.number}<span class="caption">${dayWithYearOf(each.issuedAt, zone)} · ${invoiceWords(each)}</span>
          </dt>
          <dd class="number">${money(each.totalMinor, each.currency)}</dd>`,
      )}
    </dl>`;
}

function state(subscription: Subscription | null): CardState {
  return partState(summary.value, SUBJECT, subscription ? 'some' : 'missing', () => ({
    kind: 'empty',
    shows: 'The plan, what the next invoice comes to, and what is open.',
    todo: 'This organization has no plan. Subscribe to one:',
    command: subscribeCommand(summary.value.value),
  }));
}

customElements.define('em-plan-card', PlanCard);
