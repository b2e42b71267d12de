import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { AccessView, ServiceHealth } from '../../api/types';
import '../../components/badge';
import type { Tone } from '../../components/badge';
import '../../components/card';
import { LOADING, READY, type CardState } from '../../components/card-state';
import { icon, type IconName } from '../../components/icon';
import '../../components/skeleton';
import '../../components/time';
import { titleCase } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const STATES: Record<ServiceHealth['status'], { icon: IconName; tone: Tone }> = {
  up: { icon: 'pass', tone: 'positive' },
  down: { icon: 'fail', tone: 'critical' },
  unknown: { icon: 'unknown', tone: 'neutral' },
};

/** Whether each service answers, how fast, and since when it has been so. */
export class ServicesCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .state { display: inline-flex; vertical-align: middle; align-items: center; gap: 6px; font-weight: 500; }
      .positive { color: var(--positive); }
      .critical { color: var(--critical); }
      .neutral { color: var(--text-muted); }
      .stale { display: block; font-size: var(--size-caption); color: var(--critical); }
      tr:last-child td { padding-bottom: 0; }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const services = summary.value.value?.services ?? [];
    return html`
      <em-card heading="Services" .state=${state()}>
        <span slot="caption">${services.length ? word(services) : nothing}</span>
        ${table(services, summary.value.value?.accessViews ?? [])}
        <div slot="skeleton"><em-skeleton form="line" rows="6" height="38"></em-skeleton></div>
      </em-card>
    `;
  }
}

function table(services: ServiceHealth[], accessViews: AccessView[]): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Service</th>
        <th scope="col">State</th>
        <th scope="col" class="end">Latency</th>
        <th scope="col" class="end">For</th>
      </tr>
    </thead>
    <tbody>
      ${services.map((service) => {
        const { icon: name, tone } = STATES[service.status];
        const stale = accessViews.find((view) => view.service === service.name && view.stale);
        return html`<tr>
          <td class="strong">${titleCase(service.name)}</td>
          <td><span class="state ${tone}">${icon(name, 15)}${titleCase(service.status)}</span>
            ${stale
              ? html`<span class="stale">
                  Cannot decide who may do what since <em-time .instant=${stale.since} form="clock"></em-time>
                </span>`
              : nothing}
          </td>
          <td class="end number">
            ${service.latencyMillis === null || service.status !== 'up'
              ? html`<span class="muted">–</span>`
              : `${Math.round(service.latencyMillis)} ms`}
          </td>
          <td class="end">
            ${service.since
              ? html`<em-time .instant=${service.since} form="age"></em-time>`
              : html`<span class="muted">–</span>`}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function word(services: ServiceHealth[]): string {
  const up = services.filter((service) => service.status === 'up').length;
  return `${up} of ${services.length} up`;
}

function state(): CardState {
  const { value, problem } = summary.value;
  if (value?.services?.length) return READY;
  if (value)
    return {
      kind: 'empty',
      shows: 'Whether each service answers, how fast, and since when.',
      todo: 'No service has been asked yet; the first answers come within a minute.',
    };
  return problem ? { kind: 'failed', what: 'The services', problem } : LOADING;
}

customElements.define('em-services-card', ServicesCard);
