import { LitElement, css, html } from 'lit';

/** Grey lines in the shape of what is being loaded: `lines` rows of `height` px each. */
export class Skeleton extends LitElement {
  static override properties = { lines: { type: Number }, height: { type: Number } };
  declare lines: number;
  declare height: number;

  static override styles = css`
    :host { display: block; }
    div { display: flex; align-items: center; }
    span {
      height: 12px;
      width: 100%;
      border-radius: 6px;
      background: var(--surface-3);
      animation: breathe 1.6s ease-in-out infinite;
    }
    div:nth-child(3n + 2) span { width: 82%; }
    div:nth-child(3n) span { width: 64%; }
    div.block span { height: calc(100% - 8px); }
    @keyframes breathe {
      50% { opacity: 0.45; }
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
    this.lines = 3;
    this.height = 24;
  }

  override render() {
    return Array.from({ length: this.lines }, () => html`<div class=${this.height > 40 ? 'block' : ''}><span></span></div>`);
  }

  override updated(): void {
    // Through the object model: the content security policy refuses style attributes.
    for (const line of this.renderRoot.querySelectorAll('div')) line.style.height = `${this.height}px`;
  }
}

customElements.define('em-skeleton', Skeleton);
