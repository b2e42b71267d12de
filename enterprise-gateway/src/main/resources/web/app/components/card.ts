import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { currentOrganization } from '../state/session';
import { shared } from '../styles/shared';
import { LOADING, type CardState } from './card-state';
import './copyable';
import { icon } from './icon';
import './time';

/**
 * One card of the grid: heading, caption, and its content or the state it is in instead.
 * Slots: default, `caption`, `actions`, `skeleton` (the content's final shape). Fires `em-retry`.
 */
export class Card extends LitElement {
  static override properties = { heading: {}, state: { attribute: false } };
  declare heading: string;
  declare state: CardState;

  static override styles = [
    shared,
    css`
      :host { display: grid; min-width: 0; }
      section {
        display: flex;
        flex-direction: column;
        min-width: 0;
        padding: var(--space-4) var(--space-5) var(--space-5);
        border: 1px solid var(--border);
        border-radius: var(--radius-card);
        background: var(--surface-1);
      }
      header {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        column-gap: var(--space-3);
        min-height: 32px;
        margin-bottom: var(--space-3);
      }
      h2 { font-size: 15px; line-height: 1.4; font-weight: 600; color: var(--text-strong); }
      header .caption { flex: 1 1 auto; }
      @media (max-width: 699px) {
        header { justify-content: space-between; }
        header .caption { order: 1; flex-basis: 100%; }
      }
      .notice {
        display: flex;
        gap: var(--space-2);
        margin-bottom: var(--space-3);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--warning-soft);
        color: var(--warning);
        font-size: var(--size-caption);
      }
      .notice .icon, .instead .icon { flex: none; margin-top: 1px; }
      .instead {
        display: flex;
        flex-direction: column;
        justify-content: center;
        align-items: center;
        gap: var(--space-2);
        flex: 1;
        min-width: 0;
        text-align: center;
      }
      .instead p { max-width: 56ch; text-wrap: pretty; }
      .instead em-copyable { width: min(100%, 640px); margin-top: var(--space-1); }
      .instead .title { display: flex; gap: var(--space-2); color: var(--text-strong); font-weight: 600; }
      .instead .title.critical { color: var(--critical); }
      .content { flex: 1; min-width: 0; }
      code { font: 12px var(--font-mono); overflow-wrap: anywhere; }
      @media (max-width: 699px) {
        section { padding: var(--space-3) var(--space-4) var(--space-4); }
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    this.state = LOADING;
  }

  override render() {
    return html`
      <section aria-labelledby="heading" aria-busy=${this.state.kind === 'loading'}>
        <header>
          <h2 id="heading">${this.heading}</h2>
          <span class="caption"><slot name="caption"></slot></span>
          ${this.hasContent ? html`<slot name="actions"></slot>` : nothing}
        </header>
        ${this.body()}
      </section>
    `;
  }

  private get hasContent(): boolean {
    return this.state.kind === 'ready' || this.state.kind === 'stale';
  }

  private body(): TemplateResult {
    const state = this.state;
    switch (state.kind) {
      case 'loading':
        return html`<span class="visually-hidden">Loading</span><slot name="skeleton"></slot>`;
      case 'ready':
        return html`<div class="content"><slot></slot></div>`;
      case 'stale':
        return html`
          <p class="notice">
            ${icon('clock', 14)}
            <span
              >${state.why}${state.since
                ? html` No data since <em-time .instant=${state.since} form="clock"></em-time>.`
                : nothing}</span
            >
          </p>
          <div class="content"><slot></slot></div>
        `;
      case 'empty':
        return html`
          <div class="instead">
            <p>${state.shows}</p>
            <p class="muted">${state.todo}</p>
            ${state.command ? html`<em-copyable .text=${state.command}></em-copyable>` : nothing}
          </div>
        `;
      case 'failed':
        return html`
          <div class="instead">
            <p class="title critical">${icon('fail')}${state.what} could not be loaded</p>
            <p class="muted">
              ${state.problem.title}${state.problem.detail ? html`. ${state.problem.detail}` : nothing}
            </p>
            ${state.problem.requestId
              ? html`<p class="caption">Request id <code>${state.problem.requestId}</code></p>`
              : nothing}
            <button class="button" type="button" @click=${this.retry}>${icon('refresh', 14)}Try again</button>
          </div>
        `;
      case 'forbidden': {
        const where = currentOrganization()?.name ?? 'this organization';
        return html`
          <div class="instead">
            <p class="title">${icon('lock')}You have no permission to see ${state.what}</p>
            <p class="muted">
              It needs the role ${state.role} on ${where}. An owner or admin of ${where} can give it to you.
            </p>
          </div>
        `;
      }
    }
  }

  private retry(): void {
    this.dispatchEvent(new CustomEvent('em-retry', { bubbles: true, composed: true }));
  }
}

customElements.define('em-card', Card);
