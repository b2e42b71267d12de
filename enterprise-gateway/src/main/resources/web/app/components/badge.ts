import { LitElement, css, html } from 'lit';
import { shared } from '../styles/shared';
import { icon, type IconName } from './icon';

export type Tone = 'neutral' | 'positive' | 'warning' | 'critical' | 'info';

const ICONS: Record<Tone, IconName | null> = {
  neutral: null,
  positive: 'pass',
  warning: 'warning',
  critical: 'fail',
  info: 'info',
};

/** A state as a word with its icon and colour. */
export class Badge extends LitElement {
  static override properties = { tone: { reflect: true }, icon: {} };
  declare tone: Tone;
  declare icon: IconName | null;

  static override styles = [
    shared,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        padding: 1px 8px 1px 6px;
        border-radius: 999px;
        font-size: var(--size-caption);
        line-height: 18px;
        font-weight: 500;
        white-space: nowrap;
        background: var(--surface-2);
        color: var(--text);
      }
      :host([tone='neutral']) { padding-left: 8px; }
      :host([tone='positive']) { background: var(--positive-soft); color: var(--positive); }
      :host([tone='warning']) { background: var(--warning-soft); color: var(--warning); }
      :host([tone='critical']) { background: var(--critical-soft); color: var(--critical); }
      :host([tone='info']) { background: var(--info-soft); color: var(--info); }
      @media (forced-colors: active) {
        :host { border: 1px solid CanvasText; }
      }
    `,
  ];

  constructor() {
    super();
    this.tone = 'neutral';
    this.icon = null;
  }

  override render() {
    const name = this.icon ?? ICONS[this.tone];
    return html`${name ? icon(name, 13) : null}<slot></slot>`;
  }
}

customElements.define('em-badge', Badge);
