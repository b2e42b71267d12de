import { LitElement, css, html, nothing } from 'lit';
import { icon } from '../components/icon';
import { menuItems } from '../components/menu';
import { address } from '../state/address';
import { ranges } from '../state/ranges';
import { Watching } from '../state/store';
import { shared } from '../styles/shared';

export class RangeMenu extends LitElement {
  static override styles = [
    shared,
    menuItems,
    css`
      .icon { flex: none; color: var(--text-muted); }
      .short { display: none; }
      @media (max-width: 899px) {
        .long, .chevron { display: none; }
        .short { display: inline; white-space: nowrap; }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, address);
  }

  override render() {
    const current = address.range;
    return html`
      <em-menu label="Time range: ${current.name}" side="end">
        <span slot="button" class="icon">${icon('calendar')}</span>
        <span slot="button" class="long">${current.name}</span>
        <span slot="button" class="short" aria-hidden="true">${current.short}</span>
        <span slot="button" class="icon chevron">${icon('chevron', 14)}</span>
        ${ranges.map(
          (range) => html`<button
            class="item"
            type="button"
            aria-current=${range.id === current.id}
            @click=${() => address.choose({ range: range.id })}
          >
            <span class="grow">${range.name}</span>${range.id === current.id ? icon('check') : nothing}
          </button>`,
        )}
      </em-menu>
    `;
  }
}

customElements.define('em-range-menu', RangeMenu);
