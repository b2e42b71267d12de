import { LitElement, css, html, svg, type TemplateResult } from 'lit';
import { address } from '../state/address';
import { summary } from '../state/fresh';
import { Watching } from '../state/store';
import { shared } from '../styles/shared';
import { conditionOf, type Condition } from './suite-condition';

/** Whether all services are up, on every page; leads to the services of the Overview. */
export class HealthDot extends LitElement {
  static override styles = [
    shared,
    css`
      a {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--space-2);
        height: var(--control);
        min-width: var(--control);
        padding: 0 var(--space-2);
        border-radius: var(--radius);
        color: var(--text);
        text-decoration: none;
        white-space: nowrap;
      }
      /* Room for the longest word, so that a change moves nothing. */
      @media (min-width: 1100px) {
        a { min-width: 184px; }
      }
      a:hover { background: var(--surface-2); }
      svg { flex: none; forced-color-adjust: none; }
      .positive { color: var(--positive); }
      .warning { color: var(--warning); }
      .critical { color: var(--critical); }
      .unknown { color: var(--text-muted); }
      @media (max-width: 1099px) {
        .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary, address);
  }

  override render() {
    const { tone, word } = conditionOf(summary.value.value, summary.value.problem !== null);
    return html`<a
      href=${address.link('/#services')}
      title=${word}
      @click=${(event: MouseEvent) => address.clicked(event, '/#services')}
    >
      <svg class=${tone} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${SHAPES[tone]}</svg>
      <span class="word">${word}</span>
    </a>`;
  }
}

/** The shape repeats what the colour means: round is up, a triangle warns, a square is down, a ring is unknown. */
const SHAPES: Record<Condition['tone'], TemplateResult> = {
  positive: svg`<circle cx="6" cy="6" r="5" fill="currentColor"/>`,
  warning: svg`<path d="M6 1 11.5 11H.5z" fill="currentColor"/>`,
  critical: svg`<rect x="1" y="1" width="10" height="10" rx="1" fill="currentColor"/>`,
  unknown: svg`<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>`,
};

customElements.define('em-health-dot', HealthDot);
