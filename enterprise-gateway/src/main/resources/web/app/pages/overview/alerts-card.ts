import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Alert, Severity } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import { LOADING, READY, type CardState } from '../../components/card-state';
import { icon } from '../../components/icon';
import '../../components/skeleton';
import '../../components/time';
import { counted } from '../../format/numbers';
import { titleCase } from '../../format/words';
import { address } from '../../state/address';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const ORDER: Severity[] = ['critical', 'warning', 'info'];
const SHOWN = 5;

/** What needs action, the most severe first: the first five, and all on demand. */
export class AlertsCard extends LitElement {
  static override properties = { all: { state: true } };
  declare all: boolean;

  static override styles = [
    shared,
    css`
      :host { display: block; }
      li {
        display: grid;
        grid-template-columns: 88px minmax(0, 1fr) auto;
        gap: 2px var(--space-3);
        padding: var(--space-3) 0;
        border-top: 1px solid var(--border);
      }
      li:first-child { border-top: 0; padding-top: 0; }
      li:last-child { padding-bottom: 0; }
      em-badge { place-self: start; }
      .text { display: grid; gap: 2px; min-width: 0; overflow-wrap: anywhere; }
      .text a { justify-self: start; }
      .more { margin-top: var(--space-2); }
      .calm {
        display: flex;
        flex-direction: column;
        align-items: center;
        justify-content: center;
        gap: var(--space-1);
        height: 100%;
        text-align: center;
      }
      .calm .icon { color: var(--positive); }
      .calm.unknown .icon { color: var(--text-muted); }
      .calm p { max-width: 56ch; text-wrap: pretty; }
      @media (max-width: 479px) {
        li { grid-template-columns: minmax(0, 1fr) auto; }
        .text { grid-column: 1 / -1; grid-row: 2; }
      }
    `,
  ];

  constructor() {
    super();
    this.all = false;
    new Watching(this, summary, address);
  }

  override render() {
    const alerts = summary.value.value?.alerts ?? [];
    return html`
      <em-card heading="Needs action" .state=${state()}>
        ${alerts.length
          ? html`<span slot="caption" class="caption">${counted(alerts.length, 'alert')}</span>`
          : nothing}
        ${alerts.length ? this.list(alerts) : this.calm()}
        <div slot="skeleton"><em-skeleton form="pair" rows="4" height="62"></em-skeleton></div>
      </em-card>
    `;
  }

  private list(alerts: Alert[]): TemplateResult {
    const sorted = [...alerts].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
    const shown = this.all ? sorted : sorted.slice(0, SHOWN);
    return html`<ul>
      ${shown.map(
        (alert) => html`<li>
          <em-badge tone=${alert.severity}>${titleCase(alert.severity)}</em-badge>
          <div class="text">
            <span class="strong">${alert.title}</span>
            ${alert.detail ? html`<span>${alert.detail}</span>` : nothing} ${action(alert)}
          </div>
          ${alert.since ? html`<em-time class="caption" .instant=${alert.since}></em-time>` : html`<span></span>`}
        </li>`,
      )}
    </ul>
    ${sorted.length > SHOWN
      ? html`<button
          class="button quiet more"
          type="button"
          aria-expanded=${this.all}
          @click=${() => (this.all = !this.all)}
        >
          ${this.all ? `Show the first ${SHOWN}` : `Show all ${sorted.length}`}
        </button>`
      : nothing}`;
  }

  private calm(): TemplateResult {
    const silent = [
      ...new Set(
        summary.value.value?.sources
          .filter(({ status }) => status === 'failed')
          .map(({ service }) => titleCase(service)),
      ),
    ];
    if (silent.length) {
      return html`<div class="calm unknown">
        ${icon('unknown', 28)}
        <p class="strong">Nothing known needs action</p>
        <p class="muted">${silent.join(', ')} gave no answer: what would be told from there is missing here.</p>
      </div>`;
    }
    return html`<div class="calm">
      ${icon('pass', 28)}
      <p class="strong">Nothing needs action</p>
      <p class="muted">Limits that come near, failed payments, unusual usage and service trouble appear here.</p>
    </div>`;
  }
}

function state(): CardState {
  const { value, problem } = summary.value;
  if (value) return READY;
  return problem ? { kind: 'failed', what: 'The alerts', problem } : LOADING;
}

/** Only paths of this site are linked, whatever the answer says. */
function action({ action: path, actionLabel, title }: Alert): TemplateResult | typeof nothing {
  if (!/^\/(?![/\\])/.test(path)) return nothing;
  return html`<a
    href=${address.link(path)}
    aria-label="${actionLabel}: ${title}"
    @click=${(event: MouseEvent) => address.clicked(event, path)}
    >${actionLabel}</a
  >`;
}

customElements.define('em-alerts-card', AlertsCard);
