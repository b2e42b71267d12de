import { LitElement, css, html } from 'lit';
import { icon } from '../components/icon';
import { pages } from '../pages/registry';
import { address } from '../state/address';
import { Watching } from '../state/store';
import { shared } from '../styles/shared';

/** The pages: a rail on the left, a bar at the bottom of a phone. */
export class Rail extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      nav {
        position: sticky;
        top: 0;
        height: 100dvh;
        padding: var(--space-3);
        border-right: 1px solid var(--border);
        background: var(--surface-1);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        height: var(--control);
        margin-bottom: var(--space-4);
        padding: 0 var(--space-2);
        color: var(--text-strong);
        font-weight: 600;
      }
      .brand img { width: 24px; height: 24px; }
      a {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: var(--control);
        padding: 0 var(--space-3);
        border-radius: var(--radius);
        color: var(--text);
        font-weight: 500;
        text-decoration: none;
      }
      a:hover { background: var(--surface-2); }
      a[aria-current='page'] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
      ul { display: grid; gap: 2px; }

      @media (max-width: 1099px) {
        nav { padding: var(--space-3) var(--space-2); }
        .brand { justify-content: center; padding: 0; }
        .brand span { display: none; }
        a {
          flex-direction: column;
          justify-content: center;
          gap: 2px;
          padding: var(--space-2) var(--space-1);
          font-size: 11px;
        }
      }
      @media (max-width: 699px) {
        nav {
          position: fixed;
          z-index: 10;
          inset: auto 0 0;
          height: auto;
          padding: 4px var(--space-2) max(4px, env(safe-area-inset-bottom));
          border-right: 0;
          border-top: 1px solid var(--border);
        }
        .brand { display: none; }
        ul { grid-auto-flow: column; grid-auto-columns: minmax(64px, 1fr); overflow-x: auto; }
        a { min-height: 48px; padding: 4px; }
      }
      @media (forced-colors: active) {
        a[aria-current='page'] { outline: 1px solid Highlight; }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, address);
  }

  override render() {
    return html`
      <nav aria-label="Pages">
        <div class="brand"><img src="/favicon.svg" alt="" width="24" height="24" /><span>Enterprise Mode</span></div>
        <ul>
          ${pages.map(
            (page) => html`<li>
              <a
                href=${address.link(page.path)}
                aria-current=${address.value.path === page.path ? 'page' : 'false'}
                @click=${(event: MouseEvent) => address.clicked(event, page.path)}
                >${icon(page.icon, 18)}<span>${page.name}</span></a
              >
            </li>`,
          )}
        </ul>
      </nav>
    `;
  }
}

customElements.define('em-rail', Rail);
