import { LitElement, css, html, nothing } from 'lit';
import { icon } from '../components/icon';
import { shared } from '../styles/shared';
import { matching, type Command } from './command-search';
import { commands } from './commands';

/** Search over pages, organizations and actions; opened with `/` or Ctrl-K. */
export class CommandPalette extends LitElement {
  static override properties = { query: { state: true }, at: { state: true }, all: { state: true } };
  declare query: string;
  declare at: number;
  declare all: Command[];

  static override styles = [
    shared,
    css`
      dialog {
        width: min(600px, calc(100vw - 24px));
        max-height: min(520px, calc(100dvh - 96px));
        margin: 72px auto auto;
        padding: 0;
        overflow: hidden;
        border: 1px solid var(--border);
        border-radius: var(--radius-card);
        background: var(--surface-1);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      dialog[open] { display: flex; flex-direction: column; }
      dialog::backdrop { background: rgb(13 16 21 / 45%); }
      .field {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: 0 var(--space-4);
        border-bottom: 1px solid var(--border);
        color: var(--text-muted);
      }
      input {
        flex: 1;
        min-width: 0;
        height: 52px;
        border: 0;
        outline: 0;
        background: transparent;
        color: var(--text-strong);
        font: inherit;
        font-size: 16px;
      }
      input:focus-visible { outline: none; }
      input::placeholder { color: var(--text-muted); opacity: 1; }
      .field:focus-within { box-shadow: inset 0 -2px 0 var(--focus); }
      .results { flex: 1; overflow: auto; padding: var(--space-2); }
      .group {
        padding: var(--space-2) var(--space-2) var(--space-1);
        font-size: var(--size-caption);
        font-weight: 500;
        color: var(--text-muted);
      }
      .option {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 36px;
        padding: 0 var(--space-2);
        border-radius: var(--radius);
        cursor: pointer;
      }
      .option span { flex: 1; }
      .option .icon { color: var(--text-muted); flex: none; }
      .option[aria-selected='true'] { background: var(--accent-soft); color: var(--text-strong); }
      .option .caption { flex: none; }
      .none { padding: var(--space-4); color: var(--text-muted); }
      @media (forced-colors: active) {
        .option[aria-selected='true'] { outline: 2px solid Highlight; outline-offset: -2px; }
      }
      @media (max-width: 699px) {
        dialog { margin-top: 12px; }
        .option { min-height: 44px; }
      }
    `,
  ];

  constructor() {
    super();
    this.query = '';
    this.at = 0;
    this.all = [];
  }

  open(): void {
    this.query = '';
    this.at = 0;
    this.all = commands();
    const input = this.renderRoot.querySelector('input');
    if (input) input.value = '';
    this.dialog?.showModal();
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  override render() {
    const found = matching(this.all, this.query);
    return html`
      <dialog aria-label="Search and commands" @click=${this.outside}>
        <div class="field">
          ${icon('search')}
          <input
            type="text"
            role="combobox"
            aria-label="Search pages, organizations and actions"
            aria-expanded="true"
            aria-controls="results"
            aria-autocomplete="list"
            aria-activedescendant=${found.length ? `option-${this.at}` : nothing}
            autocomplete="off"
            spellcheck="false"
            placeholder="Pages, organizations, actions"
            autofocus
            @input=${this.typed}
            @keydown=${(event: KeyboardEvent) => this.key(event, found)}
          />
        </div>
        <div class="results" id="results" role="listbox" aria-label="Results">
          ${found.map(
            (command, index) => html`
              ${command.group === found[index - 1]?.group
                ? nothing
                : html`<div class="group" role="presentation">${command.group}</div>`}
              <div
                class="option"
                id="option-${index}"
                role="option"
                aria-selected=${index === this.at}
                @pointermove=${() => (this.at = index)}
                @click=${() => this.run(command)}
              >
                ${icon(command.icon)}<span>${command.name}</span>
                ${command.hint ? html`<span class="caption">${command.hint}</span>` : nothing}
              </div>
            `,
          )}
        </div>
        ${found.length ? nothing : html`<p class="none" role="status">Nothing is called “${this.query}”.</p>`}
      </dialog>
    `;
  }

  private typed(event: InputEvent): void {
    this.query = (event.target as HTMLInputElement).value;
    this.at = 0;
  }

  private key(event: KeyboardEvent, found: Command[]): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length) {
      event.preventDefault();
      this.at = (this.at + step + found.length) % found.length;
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(`#option-${this.at}`)?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const command = found[this.at];
      if (command) this.run(command);
    }
  }

  private run(command: Command): void {
    this.dialog?.close();
    command.run();
  }

  private outside(event: MouseEvent): void {
    if (event.target === this.dialog) this.dialog?.close();
  }
}

customElements.define('em-command-palette', CommandPalette);
