import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { MeterUsage } from '../api/types';
import './badge';
import { count } from './count';
import { styled } from './styled';
import { meterHue, meterName } from '../format/meters';
import { exact, percent } from '../format/numbers';
import { shared } from '../styles/shared';
import { behaviourWords, limitWord, measure } from './limit-words';

/**
 * One meter against the limits that billing tells: how much is used, what the plan includes, where soft limit and cap
 * lie, what they do.
 */
export class UsageBar extends LitElement {
  static override properties = { meter: { attribute: false } };
  declare meter: MeterUsage;

  static override styles = [
    shared,
    css`
      :host { display: block; }
      .line { display: flex; flex-wrap: wrap; align-items: center; gap: 2px var(--space-3); min-height: 22px; }
      .name { display: flex; align-items: center; gap: var(--space-2); }
      .swatch { width: 10px; height: 10px; border-radius: 3px; background: var(--hue); forced-color-adjust: none; }
      .space { flex: 1; }
      .track {
        position: relative;
        height: 10px;
        margin: 6px 0;
        border-radius: 5px;
        background: var(--surface-3);
      }
      .fill, .overage {
        position: absolute;
        inset: 0 auto 0 0;
        border-radius: 5px;
        background: var(--hue);
        transition: width var(--motion) linear;
        forced-color-adjust: none;
      }
      .fill { min-width: 2px; }
      .overage {
        border-radius: 0 5px 5px 0;
        background: repeating-linear-gradient(
          135deg,
          var(--hue) 0 4px,
          color-mix(in srgb, var(--hue) 45%, var(--surface-1)) 4px 7px
        );
      }
      .fill.over { border-radius: 5px 0 0 5px; }
      .mark {
        position: absolute;
        top: -3px;
        bottom: -3px;
        width: 2px;
        margin-left: -1px;
        background: var(--text-strong);
        border-radius: 1px;
        outline: 1px solid var(--surface-1);
      }
      .mark.soft { background: var(--warning-mark); }
      .mark.cap { background: var(--critical); }
      span.cap::before { background: var(--critical) !important; }
      span.soft::before, span.cap::before {
        content: '';
        display: inline-block;
        width: 2px;
        height: 10px;
        margin-right: 6px;
        vertical-align: -1px;
        background: var(--warning-mark);
        forced-color-adjust: none;
      }
      .caption { display: flex; flex-wrap: wrap; gap: 0 var(--space-3); }
      .percent { color: var(--text-strong); font-weight: 600; }
      @media (max-width: 479px) {
        .line .space { flex-basis: 100%; height: 0; }
        .percent { margin-left: auto; }
      }
      @media (forced-colors: active) {
        .track { border: 1px solid CanvasText; }
        .mark { background: CanvasText; }
      }
    `,
  ];

  override render() {
    const meter = this.meter;
    const state = limitWord(meter);
    const behaviour = behaviourWords(meter);
    return html`
      <div class="line" ${styled({ '--hue': `var(${meterHue(meter.meter)})` })}>
        <span class="name">
          <span class="swatch" aria-hidden="true"></span><span class="strong">${meterName(meter.meter)}</span>
        </span>
        ${state ? html`<em-badge tone=${state.tone}>${state.word}</em-badge>` : nothing}
        <span class="space"></span>
        ${this.figures()}
      </div>
      ${this.bar()}
      <div class="caption">
        ${meter.softLimit === null
          ? nothing
          : html`<span class="soft">Soft limit ${count(meter.softLimit, unit(meter))}</span>`}
        ${meter.remaining === null ? nothing : html`<span>${count(meter.remaining, unit(meter))} left</span>`}
        ${behaviour === null ? nothing : html`<span>${behaviour}</span>`}
        ${meter.cap === null
          ? nothing
          : html`<span class="cap">Refused from ${count(meter.cap, unit(meter))} on</span>`}
      </div>
    `;
  }

  private figures(): TemplateResult {
    const meter = this.meter;
    const end = measure(meter);
    if (end === null) return html`<span>${count(meter.used, unit(meter))} <span class="muted">used</span></span>`;
    return html`
      <span>${count(meter.used, unit(meter))} <span class="muted">of ${count(end, unit(meter))} included</span></span>
      <span class="percent number">${percent(meter.used / end)}</span>
    `;
  }

  private bar(): TemplateResult | typeof nothing {
    const meter = this.meter;
    const end = measure(meter);
    if (end === null) return nothing;
    const whole = Math.max(end, meter.used);
    const share = (quantity: number) => `${Math.min(100, (100 * quantity) / whole)}%`;
    const beyond = meter.used > end;
    const marked = (quantity: number | null): quantity is number => quantity !== null && quantity < whole;
    const { softLimit, cap } = meter;
    const words = [limitWord(meter)?.word, behaviourWords(meter)].filter(Boolean).join('. ');
    return html`
      <div
        class="track"
        role="meter"
        aria-label="${meterName(meter.meter)} used"
        aria-valuemin="0"
        aria-valuemax=${whole}
        aria-valuenow=${meter.used}
        aria-valuetext="${exact(meter.used)} of ${exact(end)}, ${percent(meter.used / end)}. ${words}."
        ${styled({ '--hue': `var(${meterHue(meter.meter)})` })}
      >
        <div
          class="fill ${beyond ? 'over' : ''}"
          ?hidden=${meter.used === 0}
          ${styled({ width: share(Math.min(meter.used, end)) })}
        ></div>
        ${beyond
          ? html`<div class="overage" ${styled({ left: share(end), width: share(meter.used - end) })}></div>
              <div class="mark" title="Included: ${exact(end)}" ${styled({ left: share(end) })}></div>`
          : nothing}
        ${marked(softLimit)
          ? html`<div
              class="mark soft"
              title="Soft limit: ${exact(softLimit)}"
              ${styled({ left: share(softLimit) })}
            ></div>`
          : nothing}
        ${marked(cap)
          ? html`<div class="mark cap" title="Refused from ${exact(cap)} on" ${styled({ left: share(cap) })}></div>`
          : nothing}
      </div>
    `;
  }
}

function unit(meter: MeterUsage): string {
  return meter.unit ?? '';
}

customElements.define('em-usage-bar', UsageBar);
