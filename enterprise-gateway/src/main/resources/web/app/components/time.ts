import { LitElement, css, html } from 'lit';
import { absolute, age, clock, relative } from '../format/time';
import { now } from '../state/now';
import { Watching } from '../state/store';

/** An instant in relative form; the absolute one is its title. `form`: relative, age ("3 h") or clock ("14:02"). */
export class Time extends LitElement {
  static override properties = { instant: {}, form: {} };
  declare instant: string;
  declare form: 'relative' | 'age' | 'clock';

  static override styles = css`
    :host { white-space: nowrap; font-variant-numeric: tabular-nums; }
  `;

  constructor() {
    super();
    this.instant = '';
    this.form = 'relative';
    new Watching(this, now);
  }

  override render() {
    const form = this.form === 'age' ? age : this.form === 'clock' ? clock : relative;
    return html`<time datetime=${this.instant} title=${absolute(this.instant)}>${form(this.instant, now.value)}</time>`;
  }
}

customElements.define('em-time', Time);
