import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Usage } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import { READY, type CardState } from '../../components/card-state';
import '../../components/copyable';
import { limitWord } from '../../components/limit-words';
import { figuresOf, forbidden, partState, type Subject } from '../../components/part-state';
import '../../components/skeleton';
import '../../components/time';
import '../../components/usage-bar';
import { usageCommand, subscribeCommand } from '../../format/example-requests';
import { meterName } from '../../format/meters';
import { counted } from '../../format/numbers';
import { dayOf, daysUntil } from '../../format/time';
import { zoneOf } from '../../format/time-zone';
import { announce } from '../../state/announcer';
import { liveUsage, summary } from '../../state/fresh';
import { now } from '../../state/now';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'Usage', source: 'usage', service: 'Billing', role: 'Viewer' };

/** The meters of the running period against their limits, counted live. */
export class UsageCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      li + li { margin-top: var(--space-4); }
      .live {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        font-size: var(--size-caption);
        color: var(--text-muted);
        white-space: nowrap;
      }
      .live svg { color: var(--positive); animation: pulse 2s ease-in-out infinite; forced-color-adjust: none; }
      .part { margin-bottom: var(--space-3); }
      .first { margin-top: var(--space-4); display: grid; gap: var(--space-2); }
      @keyframes pulse {
        50% { opacity: 0.35; }
      }
      @media (prefers-reduced-motion: reduce) {
        .live svg { animation: none; }
      }
    `,
  ];

  private words = new Map<string, string>();

  constructor() {
    super();
    new Watching(this, summary, liveUsage, now);
  }

  override render() {
    const usage = shown();
    return html`
      <em-card heading=${usage?.scope === 'SUBTREE' ? 'Usage' : 'Usage against limits'} .state=${state(usage)}>
        ${usage?.meters.length
          ? html`<span slot="caption">${period(usage)}</span><span slot="actions">${this.live()}</span>
              ${this.meters(usage)}`
          : nothing}
        <div slot="skeleton"><em-skeleton form="pair" rows="4" height="80"></em-skeleton></div>
      </em-card>
    `;
  }

  override updated(_changed: PropertyValues): void {
    this.announceChanges(shown());
  }

  private meters(usage: Usage): TemplateResult {
    const unused = usage.meters.every((meter) => meter.used === 0);
    return html`
      ${usage.scope === 'SUBTREE'
        ? html`<p class="caption part">
            Of the teams and workspaces that you can see. Limits are of the whole organization and are told to its
            members only.
          </p>`
        : nothing}
      <ul>
        ${repeat(
          usage.meters,
          ({ meter }) => meter,
          (meter) => html`<li><em-usage-bar .meter=${meter}></em-usage-bar></li>`,
        )}
      </ul>
      ${unused
        ? html`<div class="first">
            <p class="muted">Nothing was recorded in this period yet. Send a first event and watch it arrive:</p>
            <em-copyable .text=${usageCommand(summary.value.value)}></em-copyable>
          </div>`
        : nothing}
    `;
  }

  private live(): TemplateResult {
    const { value, at, problem } = liveUsage.value;
    if (problem) {
      const since =
        at === null
          ? html`Not live`
          : html`Not live since <em-time .instant=${new Date(at).toISOString()} form="clock"></em-time>`;
      return html`<em-badge tone="warning" title=${problem.title}>${since}</em-badge>`;
    }
    if (!value) return html`<span class="live">Connecting</span>`;
    return html`<span class="live" title="Counted again each second">
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
        <circle cx="4" cy="4" r="4" fill="currentColor" />
      </svg>Live
    </span>`;
  }

  /** A screen reader hears of a limit that is crossed, not of every count. */
  private announceChanges(usage: Usage | null): void {
    if (!usage) return;
    for (const meter of usage.meters) {
      const word = limitWord(meter)?.word ?? 'Within the limits';
      const before = this.words.get(meter.meter);
      if (before !== undefined && before !== word) announce(`${meterName(meter.meter)}: ${word}`);
      this.words.set(meter.meter, word);
    }
  }
}

function shown(): Usage | null {
  const live = liveUsage.value.value;
  return live ? live.usage : (summary.value.value?.usage ?? null);
}

function state(usage: Usage | null): CardState {
  if (!usage && liveUsage.value.problem?.status === 403) return forbidden(SUBJECT);
  const figures = figuresOf(usage?.meters ?? null);
  const live = liveUsage.value.value;
  if (live && figures === 'some') return READY;
  return live && summary.value.value ? empty() : partState(summary.value, SUBJECT, figures, empty);
}

function empty(): CardState {
  return {
    kind: 'empty',
    shows: 'Each meter of the plan with what is used, what is included and what happens at the limit, counted live.',
    todo: 'This organization has no plan yet. Subscribe to one:',
    command: subscribeCommand(summary.value.value),
  };
}

function period(usage: Usage): string {
  const zone = zoneOf(summary.value.value);
  const left = counted(daysUntil(usage.periodEnd, now.value), 'day');
  return `${dayOf(usage.periodStart, zone)} – ${dayOf(usage.periodEnd, zone)}, ${left} left`;
}

customElements.define('em-usage-card', UsageCard);
