import { LitElement, css, html, nothing } from 'lit';
import { icon } from '../components/icon';
import { menuItems } from '../components/menu';
import { initials } from '../format/words';
import { session, signOut } from '../state/session';
import { Watching } from '../state/store';
import { theme, themes } from '../state/theme';
import { shared } from '../styles/shared';

export class PersonMenu extends LitElement {
  static override styles = [
    shared,
    menuItems,
    css`
      .place { width: 44px; height: var(--control); }
      .avatar {
        display: grid;
        place-items: center;
        width: 28px;
        height: 28px;
        border-radius: 50%;
        background: var(--accent);
        color: var(--on-accent);
        font-size: var(--size-caption);
        font-weight: 600;
        forced-color-adjust: none;
      }
      .who { padding: var(--space-1) var(--space-2) 0; overflow-wrap: anywhere; }
      .operator { margin-top: var(--space-1); }
      .themes { padding: 0 var(--space-2) var(--space-1); }
      .themes .caption { display: block; margin-bottom: var(--space-1); }
      .switch {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: 1fr;
        padding: 2px;
        border-radius: var(--radius);
        background: var(--surface-2);
      }
      .switch button {
        min-height: 30px;
        border: 0;
        border-radius: 5px;
        background: transparent;
        color: var(--text);
        cursor: pointer;
      }
      .switch button[aria-pressed='true'] {
        background: var(--surface-1);
        color: var(--text-strong);
        font-weight: 600;
        box-shadow: 0 0 0 1px var(--border-control);
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, session, theme);
  }

  override render() {
    if (session.value.kind !== 'ready') return html`<div class="place"></div>`;
    const { user } = session.value.session;
    return html`
      <em-menu label="Account: ${user.name}" side="end">
        <span slot="button" class="avatar" aria-hidden="true">${initials(user.name)}</span>
        <div class="who">
          <div class="strong">${user.name}</div>
          ${user.email ? html`<div class="caption">${user.email}</div>` : nothing}
          ${user.operator
            ? html`<em-badge class="operator" tone="info">Operator of this installation</em-badge>`
            : nothing}
        </div>
        <hr class="separator" />
        <div class="themes" role="group" aria-label="Theme">
          <span class="caption">Theme</span>
          <div class="switch">
            ${themes.map(
              ({ id, name }) =>
                html`<button
                  type="button"
                  data-stay
                  aria-pressed=${theme.value === id}
                  @click=${() => theme.choose(id)}
                >
                  ${name}
                </button>`,
            )}
          </div>
        </div>
        <hr class="separator" />
        <button class="item" type="button" @click=${signOut}>
          ${icon('signOut')}<span class="grow">Sign out</span>
        </button>
      </em-menu>
    `;
  }
}

customElements.define('em-person-menu', PersonMenu);
