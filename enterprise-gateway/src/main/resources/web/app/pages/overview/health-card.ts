import { LitElement, css, html, nothing, svg, type TemplateResult } from 'lit';
import { Problem } from '../../api/problem';
import type { Health, HealthCheck } from '../../api/types';
import '../../components/badge';
import type { Tone } from '../../components/badge';
import '../../components/card';
import { LOADING, READY, type CardState } from '../../components/card-state';
import { icon } from '../../components/icon';
import '../../components/skeleton';
import { counted } from '../../format/numbers';
import { titleCase } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';
import { costOf, failedChecks, verdict } from './health-verdict';

const SHOWN = 3;
const ORDER: HealthCheck['status'][] = ['fail', 'unknown', 'pass'];
const RING = 2 * Math.PI * 34;

/** The health score, how sure it is, and the failed checks that cost points, the most expensive first. */
export class HealthCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .score { display: flex; align-items: center; gap: var(--space-4); min-height: 84px; }
      .ring { position: relative; flex: none; width: 84px; height: 84px; display: grid; place-items: center; }
      .ring svg { position: absolute; inset: 0; transform: rotate(-90deg); forced-color-adjust: none; }
      .figure.whole { font-size: 26px; }
      .ring .track { stroke: var(--surface-3); }
      .ring .positive { stroke: var(--positive); }
      .ring .warning { stroke: var(--warning-mark); }
      .ring .critical { stroke: var(--critical); }
      .ring .neutral { stroke: var(--text-muted); }
      .words { display: grid; gap: var(--space-1); justify-items: start; }
      ul { margin-top: var(--space-3); }
      li {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr) auto;
        column-gap: var(--space-2);
        padding: var(--space-2) 0;
        border-top: 1px solid var(--border);
      }
      li .icon { margin-top: 2px; }
      li p { grid-column: 2 / -1; overflow-wrap: anywhere; }
      .fail { color: var(--critical); }
      .unknown { color: var(--text-muted); }
      .pass { color: var(--positive); }
      details { margin-top: var(--space-2); }
      summary { width: fit-content; padding: var(--space-1) 0; color: var(--accent); cursor: pointer; }
      details ul { margin-top: var(--space-1); }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const health = summary.value.value?.health ?? null;
    return html`
      <em-card heading="Health score" .state=${state(health)}>
        ${health ? this.content(health) : nothing}
        <div slot="skeleton">
          <em-skeleton form="block" rows="1" height="88"></em-skeleton>
          <em-skeleton form="pair" rows="3" height="58"></em-skeleton>
        </div>
      </em-card>
    `;
  }

  private content(health: Health): TemplateResult {
    const failed = failedChecks(health.checks);
    const all = ORDER.flatMap((status) => health.checks.filter((check) => check.status === status));
    const { tone, word } = verdict(health);
    return html`
      <div class="score">
        <div class="ring">
          <svg viewBox="0 0 84 84" width="84" height="84" aria-hidden="true">${ring(health.score, tone)}</svg>
          <span class="figure ${health.score === 100 ? 'whole' : ''}"
            >${health.score}<span class="visually-hidden"> of 100</span></span
          >
        </div>
        <div class="words">
          <em-badge tone=${tone}>${word}</em-badge>
          <span>${health.confidence}% confidence</span>
          <span class="caption">
            ${health.capped
              ? 'Capped at 40 because a critical check fails'
              : costs(failed.length, health.checks.length)}
          </span>
        </div>
      </div>
      ${failed.length
        ? html`<ul aria-label="Checks that cost points">
            ${failed.slice(0, SHOWN).map((check) => row(check, health.checks, 'short'))}
          </ul>`
        : nothing}
      <details>
        <summary>
          ${failed.length > SHOWN ? `${failed.length - SHOWN} more; all` : 'All'} ${counted(all.length, 'check')} with
          evidence
        </summary>
        <ul>
          ${all.map((check) => row(check, health.checks, 'full'))}
        </ul>
      </details>
    `;
  }
}

function state(health: Health | null): CardState {
  if (summary.value.value) {
    if (health && health.checks.length > 0) return READY;
    if (health)
      return {
        kind: 'empty',
        shows: 'The score of the checks that keep this organization safe, each with its remedy.',
        todo: 'No check has run yet; the first results come within a minute.',
      };
    return { kind: 'failed', what: 'The health score', problem: new Problem(0, 'The checks gave no answer') };
  }
  const problem = summary.value.problem;
  return problem ? { kind: 'failed', what: 'The health score', problem } : LOADING;
}

function costs(failed: number, all: number): string {
  return failed === 0
    ? 'No check costs points'
    : `${failed} of ${counted(all, 'check')} ${failed === 1 ? 'costs' : 'cost'} points`;
}

function ring(score: number, tone: Tone): TemplateResult {
  return svg`
    <circle class="track" cx="42" cy="42" r="34" fill="none" stroke-width="7"/>
    <circle class=${tone} cx="42" cy="42" r="34" fill="none" stroke-width="7" stroke-linecap="round"
      stroke-dasharray="${(Math.max(score, 0.5) / 100) * RING} ${RING}"/>`;
}

function row(check: HealthCheck, checks: readonly HealthCheck[], form: 'short' | 'full'): TemplateResult {
  return html`<li>
    <span class=${check.status}>${icon(check.status)}</span>
    <span class="strong">${check.title}<span class="visually-hidden">: ${check.status}</span></span>
    <span class="caption number" title="Weight: ${check.weight}">
      ${check.status === 'fail'
        ? html`−${costOf(check, checks).toFixed(1)} points`
        : titleCase(check.status === 'unknown' ? 'unknown' : 'passed')}
    </span>
    ${check.reason && (check.status !== 'pass' || form === 'full')
      ? html`<p class="caption">${check.reason}</p>`
      : nothing}
    ${check.evidence && form === 'full' ? html`<p class="caption">Evidence: ${check.evidence}</p>` : nothing}
    ${check.remedy && check.status !== 'pass' ? html`<p>${check.remedy}</p>` : nothing}
  </li>`;
}

customElements.define('em-health-card', HealthCard);
