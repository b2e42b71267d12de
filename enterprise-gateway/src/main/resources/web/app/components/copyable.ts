import { LitElement, css, html } from 'lit';
import { announce } from '../state/announcer';
import { shared } from '../styles/shared';
import { icon } from './icon';

/** A command to paste into a terminal, with a button that copies it. */
export class Copyable extends LitElement {
  static override properties = { text: {}, copied: { state: true } };
  declare text: string;
  declare copied: boolean;

  static override styles = [
    shared,
    css`
      :host { display: block; container-type: inline-size; position: relative; min-width: 0; max-width: 100%; }
      pre {
        margin: 0;
        padding: var(--space-3);
        padding-right: 92px;
        overflow: auto;
        max-height: 160px;
        border: 1px solid var(--border);
        border-radius: var(--radius);
        background: var(--surface-2);
        color: var(--text);
        font: 12px/1.5 var(--font-mono);
        text-align: left;
      }
      @container (max-width: 460px) {
        pre { padding: 42px var(--space-3) var(--space-3); }
      }
      .button { position: absolute; top: 6px; right: 6px; min-height: 28px; font-size: var(--size-caption); }
    `,
  ];

  constructor() {
    super();
    this.text = '';
    this.copied = false;
  }

  override render() {
    return html`
      <pre tabindex="0" role="group" aria-label="Command"><code>${this.text}</code></pre>
      <button class="button" type="button" @click=${this.copy}>
        ${icon(this.copied ? 'check' : 'copy', 14)}${this.copied ? 'Copied' : 'Copy'}
      </button>
    `;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = true;
      announce('Command copied');
      setTimeout(() => (this.copied = false), 2_000);
    } catch {
      this.select();
      announce('Copying was refused; the command is selected');
    }
  }

  private select(): void {
    const code = this.renderRoot.querySelector('code');
    if (code) getSelection()?.selectAllChildren(code);
  }
}

customElements.define('em-copyable', Copyable);
