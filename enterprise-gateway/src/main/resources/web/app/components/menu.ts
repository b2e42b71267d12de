import { LitElement, css, html, type PropertyValues } from 'lit';
import { shared } from '../styles/shared';

/**
 * A button that opens a panel under it. Escape, a click elsewhere and leaving by Tab close it; the arrow keys walk the
 * panel's controls.
 * Slots: `button` (what the button shows), default (the panel).
 */
export class Menu extends LitElement {
  static override properties = { label: {}, open: { type: Boolean, reflect: true }, side: { reflect: true } };
  declare label: string;
  declare open: boolean;
  declare side: 'start' | 'end';

  static override styles = [
    shared,
    css`
      :host { display: inline-block; position: relative; min-width: 0; }
      .trigger {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-width: 100%;
        height: var(--control);
        padding: 0 var(--space-2);
        border: 1px solid transparent;
        border-radius: var(--radius);
        background: transparent;
        color: var(--text-strong);
        font-weight: 500;
        cursor: pointer;
        transition: background var(--motion);
      }
      .trigger:hover, :host([open]) .trigger { background: var(--surface-2); }
      .panel {
        position: absolute;
        z-index: 20;
        top: calc(100% + 6px);
        left: 0;
        min-width: 220px;
        max-width: min(320px, calc(100vw - 24px));
        max-height: min(480px, calc(100dvh - 96px));
        overflow: auto;
        padding: var(--space-2);
        border: 1px solid var(--border);
        border-radius: var(--radius-card);
        background: var(--surface-1);
        box-shadow: var(--shadow);
      }
      :host([side='end']) .panel { left: auto; right: 0; }
    `,
  ];

  constructor() {
    super();
    this.label = '';
    this.open = false;
    this.side = 'start';
    this.addEventListener('keydown', this.key);
    this.addEventListener('focusout', this.left);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.elsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.elsewhere);
  }

  override render() {
    return html`
      <button
        class="trigger"
        type="button"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="true"
        aria-expanded=${this.open}
        @click=${this.toggle}
      >
        <slot name="button"></slot>
      </button>
      <div class="panel" ?hidden=${!this.open} role="group" aria-label=${this.label} @click=${this.chosen}>
        <slot></slot>
      </div>
    `;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('open') && this.open) {
      const controls = this.controls();
      (controls.find((control) => control.getAttribute('aria-current') === 'true') ?? controls[0])?.focus();
    }
  }

  private toggle(): void {
    this.open = !this.open;
  }

  private chosen(event: Event): void {
    const stays = event.composedPath().some((node) => node instanceof HTMLElement && 'stay' in node.dataset);
    const control = event.composedPath().some((node) => node instanceof HTMLElement && node.matches('button, a'));
    if (control && !stays) this.close();
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    this.renderRoot.querySelector<HTMLElement>('.trigger')?.focus();
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.open) {
      event.stopPropagation();
      this.close();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && this.open) {
      event.preventDefault();
      const controls = this.controls();
      const at = controls.findIndex((control) => control.matches(':focus'));
      controls.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % controls.length)?.focus();
    }
  };

  private readonly left = (event: FocusEvent): void => {
    const target = event.relatedTarget;
    if (target instanceof Node && !this.contains(target) && !this.renderRoot.contains(target)) this.open = false;
  };

  private readonly elsewhere = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  private controls(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('button, a, input')];
  }
}

/** How the controls inside a menu look; for the component that fills the menu. */
export const menuItems = css`
  .item {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    width: 100%;
    min-height: var(--control);
    padding: var(--space-1) var(--space-2);
    border: 0;
    border-radius: var(--radius);
    background: transparent;
    color: var(--text);
    text-align: left;
    text-decoration: none;
    cursor: pointer;
  }
  .item:hover, .item:focus-visible { background: var(--surface-2); color: var(--text-strong); }
  .item .grow { flex: 1; min-width: 0; }
  .item .icon { flex: none; color: var(--text-muted); }
  .item[aria-current='true'] { color: var(--text-strong); font-weight: 600; }
  .item .caption { font-weight: 400; }
  .item[aria-current='true'] .icon { color: var(--accent); }
  .separator { height: 1px; margin: var(--space-2) 0; border: 0; background: var(--border); }
`;

customElements.define('em-menu', Menu);
