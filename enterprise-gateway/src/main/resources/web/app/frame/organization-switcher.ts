import { LitElement, css, html, nothing } from 'lit';
import { icon } from '../components/icon';
import { menuItems } from '../components/menu';
import { roleName } from '../format/words';
import { address } from '../state/address';
import {
  currentOrganization,
  hasMoreOrganizations,
  loadMoreOrganizations,
  organizations,
  session,
} from '../state/session';
import { Watching } from '../state/store';
import { shared } from '../styles/shared';

export class OrganizationSwitcher extends LitElement {
  static override properties = { loading: { state: true }, failed: { state: true } };
  declare loading: boolean;
  declare failed: boolean;

  static override styles = [
    shared,
    menuItems,
    css`
      :host { display: block; min-width: 0; }
      em-menu { max-width: 100%; }
      .name { max-width: 240px; }
      .mark {
        flex: none;
        display: grid;
        place-items: center;
        width: 24px;
        height: 24px;
        border-radius: var(--radius);
        background: var(--surface-3);
        color: var(--text-strong);
        font-size: var(--size-caption);
        font-weight: 600;
      }
      .icon { flex: none; color: var(--text-muted); }
      .more { color: var(--accent); }
      .failed { padding: 0 var(--space-2); color: var(--critical); }
      @media (max-width: 479px) {
        .name { max-width: 96px; }
      }
    `,
  ];

  constructor() {
    super();
    this.loading = false;
    this.failed = false;
    new Watching(this, session, address);
  }

  private async more(): Promise<void> {
    this.loading = true;
    this.failed = false;
    try {
      await loadMoreOrganizations();
    } catch {
      this.failed = true;
    } finally {
      this.loading = false;
    }
  }

  override render() {
    const current = currentOrganization();
    if (!current) return nothing;
    return html`
      <em-menu label="Organization: ${current.name}">
        <span slot="button" class="mark" aria-hidden="true">${current.name.charAt(0)}</span>
        <span slot="button" class="name truncate">${current.name}</span>
        <span slot="button" class="icon">${icon('chevron', 14)}</span>
        ${organizations().map(
          (organization) => html`<button
            class="item"
            type="button"
            aria-current=${organization.id === current.id}
            @click=${() => address.choose({ org: organization.id })}
          >
            <span class="mark" aria-hidden="true">${organization.name.charAt(0)}</span>
            <span class="grow truncate">
              ${organization.name}<br /><span class="caption">${roleName(organization.role)}</span>
            </span>
            ${organization.id === current.id ? icon('check') : nothing}
          </button>`,
        )}
        ${hasMoreOrganizations()
          ? html`<button class="item more" type="button" data-stay ?disabled=${this.loading} @click=${this.more}>
              ${this.loading ? 'Loading' : `Load more (${organizations().length} shown)`}
            </button>`
          : nothing}
        ${this.failed ? html`<p class="caption failed" role="alert">More could not be loaded. Try again.</p>` : nothing}
      </em-menu>
    `;
  }
}

customElements.define('em-organization-switcher', OrganizationSwitcher);
