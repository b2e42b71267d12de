import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { icon } from '../../components/icon';
import '../../components/time';
import { address } from '../../state/address';
import { announce } from '../../state/announcer';
import { liveUsage, summary } from '../../state/fresh';
import { currentOrganization, session } from '../../state/session';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';
import './activity-card';
import './alerts-card';
import './health-card';
import './history-card';
import './plan-card';
import './services-card';
import './usage-card';
import './workspaces-card';

/** The state of the organization on one page: health, what needs action, usage, plan, services, activity. */
export class OverviewPage extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-2) var(--space-4);
        margin-bottom: var(--space-5);
      }
      .top > div:first-child { flex: 1; min-width: 0; }
      h1 {
        font-size: var(--size-title);
        line-height: 1.25;
        font-weight: 600;
        letter-spacing: -0.015em;
        color: var(--text-strong);
      }
      .updated { display: flex; align-items: center; gap: var(--space-1); min-height: 32px; }
      .strip {
        display: flex;
        gap: var(--space-2);
        margin-bottom: var(--space-4);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius-card);
        background: var(--warning-soft);
        color: var(--warning);
      }
      .strip .icon { flex: none; margin-top: 2px; }
      .grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: var(--space-4); }
      .grid > * { grid-column: span 12; min-width: 0; }
      .grid > :focus { outline: none; }
      .failed { min-height: 260px; }
      /* The heights that the cards have with figures: what arrives later moves nothing. */
      @media (min-width: 700px) {
        .look { min-height: 360px; }
        .eight.usage { min-height: 392px; }
        .eight.history { min-height: 424px; }
        .log { min-height: 316px; }
      }
      @media (min-width: 900px) {
        .four { grid-column: span 4; }
        .eight { grid-column: span 8; }
        .four.usage { min-height: 620px; }
      }
      @media (min-width: 900px) and (max-width: 1199px) {
        .four { grid-column: span 5; }
        .eight { grid-column: span 7; }
      }
      @media (max-width: 699px) {
        .top { margin-bottom: var(--space-4); }
        .grid { gap: var(--space-3); }
        h1 { font-size: 22px; }
      }
    `,
  ];

  private stop: (() => void)[] = [];

  constructor() {
    super();
    new Watching(this, summary, session, address);
    this.addEventListener('em-retry', () => this.refresh());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const follow = () => liveUsage.follow(currentOrganization()?.id ?? null);
    follow();
    this.stop = [session.watch(follow), address.watch(follow)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop.forEach((stop) => stop());
    liveUsage.follow(null);
  }

  override render() {
    return html`
      <div class="top">
        <div>
          <h1>Overview</h1>
          <p class="muted truncate">${this.subtitle()}</p>
        </div>
        ${this.updatedAt()}
      </div>
      ${this.trouble()} ${this.failed() ?? this.cards()}
    `;
  }

  /** Without any answer there is one error for the page, not one for each card. */
  private failed(): TemplateResult | null {
    const { value, problem } = summary.value;
    if (value || !problem) return null;
    const state: CardState = { kind: 'failed', what: 'The overview', problem };
    return html`<em-card class="failed" heading="Overview" .state=${state}></em-card>`;
  }

  private cards(): TemplateResult {
    return html`
      <div class="grid">
        <em-health-card class="four look"></em-health-card>
        <em-alerts-card class="eight look"></em-alerts-card>
        <em-usage-card class="eight usage" id="usage" tabindex="-1"></em-usage-card>
        <em-plan-card class="four usage" id="plan" tabindex="-1"></em-plan-card>
        <em-history-card class="eight history"></em-history-card>
        <em-workspaces-card class="four history"></em-workspaces-card>
        <em-activity-card class="eight log"></em-activity-card>
        <em-services-card class="four log" id="services" tabindex="-1"></em-services-card>
      </div>
    `;
  }

  private subtitle(): string {
    const organization = currentOrganization();
    if (!organization) return '\u00a0';
    const plan = summary.value.value?.subscription?.planName;
    return [organization.name, plan ? `${plan} plan` : null].filter(Boolean).join(' · ');
  }

  private updatedAt(): TemplateResult {
    const { value, problem } = summary.value;
    return html`<div class="updated caption">
      ${value
        ? html`<span>Updated <em-time .instant=${value.generatedAt}></em-time></span>`
        : html`<span>${problem ? 'Not loaded' : 'Loading'}</span>`}
      <button class="button quiet" type="button" aria-label="Refresh" title="Refresh" @click=${this.refresh}>
        ${icon('refresh')}
      </button>
    </div>`;
  }

  /** The whole answer fails but an older one is shown. */
  private trouble(): TemplateResult | typeof nothing {
    const { value, at, problem } = summary.value;
    if (!value || !problem || at === null) return nothing;
    return html`<p class="strip" role="status">
      ${icon('clock')}
      <span>
        No data since <em-time .instant=${new Date(at).toISOString()} form="clock"></em-time>:
        ${problem.title.toLowerCase()}${problem.requestId ? html` (request id ${problem.requestId})` : nothing}. This
        page keeps trying.
      </span>
    </p>`;
  }

  private readonly refresh = (): void => {
    summary.refresh();
    liveUsage.refresh();
    announce('Refreshing');
  };
}

customElements.define('em-overview-page', OverviewPage);
