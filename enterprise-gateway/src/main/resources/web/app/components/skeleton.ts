import { LitElement, css, html, nothing } from 'lit';
import { styled } from './styled';

/**
 * Grey forms in the shape of what is being loaded: `rows` of `height` px, each a line, two lines (`pair`) or one block.
 */
export class Skeleton extends LitElement {
  static override properties = { rows: { type: Number }, height: { type: Number }, form: {} };
  declare rows: number;
  declare height: number;
  declare form: 'line' | 'pair' | 'block';

  static override styles = css`
    :host { display: block; }
    div { display: flex; flex-direction: column; justify-content: center; gap: 10px; }
    span {
      flex: none;
      width: 100%;
      height: 10px;
      border-radius: 5px;
      background: var(--surface-3);
      animation: breathe 1.8s ease-in-out infinite;
    }
    .line:nth-child(3n + 2) span { width: 84%; }
    .line:nth-child(3n) span { width: 68%; }
    .pair span:first-child { width: 36%; }
    .pair:nth-child(2n) span:first-child { width: 28%; }
    .block span { height: calc(100% - 8px); border-radius: var(--radius); background: var(--surface-2); }
    @keyframes breathe {
      50% { opacity: 0.5; }
    }
    @media (prefers-reduced-motion: reduce) {
      span { animation: none; }
    }
    @media (forced-colors: active) {
      span { border: 1px solid GrayText; }
    }
  `;

  constructor() {
    super();
    this.rows = 1;
    this.height = 24;
    this.form = 'line';
  }

  override render() {
    return Array.from(
      { length: this.rows },
      () =>
        html`<div class=${this.form} ${styled({ height: `${this.height}px` })}>
          <span></span>${this.form === 'pair' ? html`<span></span>` : nothing}
        </div>`,
    );
  }
}

customElements.define('em-skeleton', Skeleton);
