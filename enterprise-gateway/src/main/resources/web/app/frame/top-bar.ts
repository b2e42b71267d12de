import { LitElement, css, html } from 'lit';
import { icon } from '../components/icon';
import '../components/badge';
import '../components/menu';
import { shared } from '../styles/shared';
import './health-dot';
import './organization-switcher';
import './person-menu';
import './range-menu';

export class TopBar extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        position: sticky;
        z-index: 15;
        top: 0;
        background: var(--surface-1);
        border-bottom: 1px solid var(--border);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        max-width: 1440px;
        height: 56px;
        margin: 0 auto;
        padding: 0 var(--space-5) 0 var(--space-4);
      }
      .space { flex: 1; }
      .search {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        width: 300px;
        height: var(--control);
        padding: 0 var(--space-2) 0 var(--space-3);
        border: 1px solid var(--border-control);
        border-radius: var(--radius);
        background: var(--surface-1);
        color: var(--text-muted);
        cursor: pointer;
        text-align: left;
      }
      .search:hover { background: var(--surface-2); }
      .search span { flex: 1; }
      kbd {
        padding: 0 6px;
        border: 1px solid var(--border);
        border-radius: 4px;
        background: var(--surface-2);
        font: 11px/18px var(--font);
        color: var(--text-muted);
      }
      @media (max-width: 899px) {
        .search { width: var(--control); padding: 0; justify-content: center; border-color: transparent; }
        .search span, kbd { display: none; }
      }
      @media (max-width: 479px) {
        header { gap: 0; padding: 0 var(--space-2); }
      }
    `,
  ];

  override render() {
    return html`
      <header>
        <em-organization-switcher></em-organization-switcher>
        <div class="space"></div>
        <button
          class="search"
          type="button"
          aria-label="Search and commands"
          aria-keyshortcuts="/ Control+K"
          @click=${this.search}
        >
          ${icon('search')}<span>Search and commands</span><kbd aria-hidden="true">/</kbd>
        </button>
        <em-range-menu></em-range-menu>
        <em-health-dot></em-health-dot>
        <em-person-menu></em-person-menu>
      </header>
    `;
  }

  private search(): void {
    this.dispatchEvent(new CustomEvent('em-search', { bubbles: true, composed: true }));
  }
}

customElements.define('em-top-bar', TopBar);
