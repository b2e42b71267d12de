import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { MeterSeries, Series, Summary } from '../../api/types';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { count } from '../../components/count';
import '../../components/day-chart';
import { icon } from '../../components/icon';
import { figuresOf, partState, type Subject } from '../../components/part-state';
import '../../components/skeleton';
import { downloadCsv } from '../../format/csv';
import { usageCommand } from '../../format/example-requests';
import { meterHue, meterName } from '../../format/meters';
import { exact } from '../../format/numbers';
import { day, dayWithWeekday } from '../../format/time';
import { csvRows, highestDay, latestDays, todaySoFar, type DayValue } from '../../format/usage-days';
import { address } from '../../state/address';
import { summary } from '../../state/fresh';
import { currentOrganization } from '../../state/session';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'Usage history', source: 'analytics', service: 'Reporting', role: 'Viewer' };

const APPROXIMATE =
  'Usage is kept by hours of UTC. Where midnight falls within one, the hour counts for the day in which it starts.';

/** Usage per day of one meter over the chosen range, as bars, table or CSV. */
export class HistoryCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .tools { display: flex; gap: 2px; }
      .meters { display: flex; flex-wrap: wrap; gap: var(--space-2); margin-bottom: var(--space-3); }
      .meters button {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 30px;
        padding: 0 var(--space-3);
        border: 1px solid var(--border);
        border-radius: 999px;
        background: transparent;
        color: var(--text);
        cursor: pointer;
      }
      .meters button:hover { background: var(--surface-2); }
      .meters button[aria-pressed='true'] {
        border-color: var(--border-control);
        background: var(--surface-2);
        color: var(--text-strong);
        font-weight: 600;
      }
      .swatch { width: 10px; height: 10px; border-radius: 3px; background: var(--hue); forced-color-adjust: none; }
      .hue-1 { --hue: var(--hue-1); }
      .hue-2 { --hue: var(--hue-2); }
      .hue-3 { --hue: var(--hue-3); }
      .hue-4 { --hue: var(--hue-4); }
      .hue-5 { --hue: var(--hue-5); }
      .hue-6 { --hue: var(--hue-6); }
      .hue-7 { --hue: var(--hue-7); }
      .hue-8 { --hue: var(--hue-8); }
      .facts { display: flex; flex-wrap: wrap; gap: 0 var(--space-5); margin-bottom: var(--space-2); }
      .scroll { height: 260px; overflow: auto; }
      .scroll thead th { position: sticky; top: 0; background: var(--surface-1); }
      .scroll td { padding: 6px var(--space-3) 6px 0; }
      .scroll td:last-child, .scroll th:last-child { padding-right: var(--space-2); }
      @media (max-width: 699px) {
        .scroll { height: 220px; }
      }
      @media (max-width: 419px) {
        .tools span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .tools .button { min-width: 40px; }
      }
      @media (pointer: coarse) {
        .meters button { min-height: 40px; }
      }
      @media (forced-colors: active) {
        .meters button[aria-pressed='true'] { outline: 2px solid Highlight; }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary, address);
  }

  override render() {
    const value = summary.value.value;
    const series = value?.series ?? null;
    const meters = series?.meters ?? [];
    const chosen = meters.find(({ meter }) => meter === address.get('meter')) ?? meters[0];
    return html`
      <em-card heading="Usage, ${address.range.name.toLowerCase()}" .state=${state(value)}>
        ${value && series && chosen ? this.content(value, series, chosen) : nothing}
        <div slot="skeleton">
          <em-skeleton form="block" rows="1" height="42"></em-skeleton>
          <em-skeleton form="line" rows="1" height="24"></em-skeleton>
          <em-skeleton form="block" rows="1" height="264"></em-skeleton>
        </div>
      </em-card>
    `;
  }

  private content(value: Summary, series: Series, chosen: MeterSeries): TemplateResult {
    const { today, meters, timeZone } = series;
    const values = latestDays(chosen, address.range.days);
    const asTable = address.get('view') === 'table';
    const unit = value.usage?.meters.find(({ meter }) => meter === chosen.meter)?.unit ?? '';
    const name = meterName(chosen.meter);
    return html`
      <span slot="caption" title=${series.approximate ? APPROXIMATE : nothing}>
        per day, ${timeZone}${series.approximate ? ', approximate' : ''}
      </span>
      <div slot="actions" class="tools">
        <button
          class="button quiet"
          type="button"
          @click=${() => address.choose({ view: asTable ? null : 'table' }, 'replace')}
        >
          ${icon(asTable ? 'chart' : 'table', 15)}<span>${asTable ? 'Chart' : 'Table'}</span>
        </button>
        <button class="button quiet" type="button" @click=${() => download(series)}>
          ${icon('download', 15)}<span>CSV</span>
        </button>
      </div>
      <div class="meters" role="group" aria-label="Meter">
        ${meters.map(
          ({ meter }) => html`<button
            type="button"
            aria-pressed=${meter === chosen.meter}
            @click=${() => address.choose({ meter }, 'replace')}
          >
            <span class="swatch ${meterHue(meter).slice(2)}" aria-hidden="true"></span>${meterName(meter)}
          </button>`,
        )}
      </div>
      <p class="facts caption">${facts(values, today, unit)}</p>
      ${asTable
        ? table(name, unit, values, series)
        : html`<em-day-chart
            .label=${name}
            .unit=${unit}
            .hue=${meterHue(chosen.meter)}
            .values=${values}
            .today=${today}
          ></em-day-chart>`}
    `;
  }
}

function facts(values: DayValue[], today: string, unit: string): TemplateResult {
  const peak = highestDay(values);
  const now = todaySoFar(values, today);
  return html`
    <span>Today so far <span class="strong">${now === null ? 'no data' : count(now, unit)}</span></span>
    ${peak
      ? html`<span>Highest day <span class="strong">${count(peak.quantity, unit)}</span> on ${day(peak.day)}</span>`
      : nothing}
  `;
}

function table(name: string, unit: string, values: DayValue[], { today, timeZone }: Series): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name} per day, table">
    <table>
      <thead>
        <tr>
          <th scope="col">Day (${timeZone})</th>
          <th scope="col" class="end">
            ${name}${unit && unit.toLowerCase() !== name.toLowerCase() ? ` (${unit})` : ''}
          </th>
        </tr>
      </thead>
      <tbody>
        ${[...values].reverse().map(
          (value) => html`<tr>
            <td>
              ${dayWithWeekday(value.day)}${value.day === today ? html` <span class="muted">so far</span>` : nothing}
            </td>
            <td class="end">
              ${value.quantity === null ? html`<span class="muted">No data</span>` : exact(value.quantity)}
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** All meters of the range, one row per day. */
function download(series: Series): void {
  const name = (currentOrganization()?.name ?? 'organization').toLowerCase().replace(/[^a-z0-9]+/g, '-');
  downloadCsv(`usage-${name}-${series.today}.csv`, csvRows(series, address.range.days));
}

function state(value: Summary | null): CardState {
  const recorded = value?.series?.meters.filter(({ points }) => points.length > 0) ?? null;
  return partState(summary.value, SUBJECT, figuresOf(recorded), () => ({
    kind: 'empty',
    shows: 'How much of each meter was used each day, as a chart, a table or CSV.',
    todo: 'No usage has been recorded yet. Send a first event:',
    command: usageCommand(value),
  }));
}

customElements.define('em-history-card', HistoryCard);
