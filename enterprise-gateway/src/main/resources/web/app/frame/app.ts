import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import '../components/copyable';
import { icon } from '../components/icon';
import { invitationPage, pageAt, type Page } from '../pages/registry';
import { address } from '../state/address';
import { announce, announcement } from '../state/announcer';
import { summary } from '../state/fresh';
import { INVITATION_PATH, keepInvitation } from '../state/invitation';
import { currentOrganization, loadSession, organizationRefused, session } from '../state/session';
import { Watching } from '../state/store';
import { setTitle } from '../state/title';
import { shared } from '../styles/shared';
import './command-palette';
import type { CommandPalette } from './command-palette';
import './rail';
import './top-bar';

const frame = css`
  em-app { display: block; }
  .frame { display: grid; grid-template-columns: 208px minmax(0, 1fr); min-height: 100dvh; }
  .skip {
    position: fixed;
    z-index: 30;
    top: var(--space-2);
    left: var(--space-2);
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
    transform: translateY(-200%);
  }
  .skip:focus { transform: none; }
  main { max-width: 1440px; margin: 0 auto; padding: var(--space-5) var(--space-5) var(--space-7); }
  main:focus { outline: none; }
  .strip {
    display: flex;
    gap: var(--space-2);
    margin-bottom: var(--space-4);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius-card);
    background: var(--info-soft);
    color: var(--info);
  }
  .alone { max-width: 640px; margin: 12vh auto 0; display: grid; gap: var(--space-3); justify-items: start; }
  .alone h1 { font-size: var(--size-heading); line-height: 1.3; color: var(--text-strong); }
  .alone em-copyable { width: 100%; }
  code { font: 12px var(--font-mono); overflow-wrap: anywhere; }
  @media (max-width: 1099px) {
    .frame { grid-template-columns: 76px minmax(0, 1fr); }
  }
  @media (max-width: 699px) {
    .frame { grid-template-columns: minmax(0, 1fr); }
    .frame > em-rail { order: 2; }
    main { padding: var(--space-4) var(--space-3) 88px; }
  }
`;

/** The frame that every page lives in: skip link, rail, top bar, main region, live region, command palette. */
export class App extends LitElement {
  static override properties = { broken: { state: true }, failed: { state: true } };
  /** The page whose code could not be loaded. */
  declare broken: Page | null;
  /** The code of the page has thrown an error, and the page may no longer be drawn. */
  declare failed: boolean;

  private shown: { page: Page; element: HTMLElement } | null = null;

  constructor() {
    super();
    this.broken = null;
    this.failed = false;
    new Watching(this, session, address, announcement);
    address.watch(() => this.follow());
    address.watch(() => void this.showPart());
    session.watch(() => this.follow());
    window.addEventListener('unhandledrejection', ({ reason }) => {
      if (!(reason instanceof DOMException && reason.name === 'AbortError')) this.failed = true;
    });
    document.addEventListener('keydown', (event) => this.shortcut(event));
    this.addEventListener('em-search', () => this.palette?.open());
    keepInvitation();
    void loadSession();
  }

  /**
   * In the document itself, so that the skip link, the landmarks and the live region are found where browsers and
   * screen readers expect them.
   */
  protected override createRenderRoot(): HTMLElement {
    document.adoptedStyleSheets.push(shared.styleSheet!, frame.styleSheet!);
    return this;
  }

  override render() {
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to content</a>
      <div class="frame">
        <em-rail></em-rail>
        <div>
          <em-top-bar></em-top-bar>
          <main id="main" tabindex="-1">
            ${this.failed ? this.reloadOffer('A part of this page does not work any more.') : nothing}${this.content()}
          </main>
        </div>
      </div>
      <em-command-palette></em-command-palette>
      <div class="visually-hidden" role="status" aria-live="polite">${announcement.value}</div>
    `;
  }

  override updated(_changed: PropertyValues): void {
    setTitle(
      (address.value.path === INVITATION_PATH ? invitationPage : pageAt(address.value.path))?.name ?? 'Not found',
      currentOrganization()?.name,
    );
  }

  private content(): TemplateResult {
    const state = session.value;
    if (state.kind === 'failed') {
      return html`<div class="alone">
        <h1>Your session could not be loaded</h1>
        <p>${state.problem.title}${state.problem.detail ? html`. ${state.problem.detail}` : nothing}</p>
        ${state.problem.requestId
          ? html`<p class="caption">Request id <code>${state.problem.requestId}</code></p>`
          : nothing}
        <button class="button" type="button" @click=${() => loadSession()}>${icon('refresh', 14)}Try again</button>
      </div>`;
    }
    if (state.kind === 'ready' && address.value.path === INVITATION_PATH) return html`${this.element(invitationPage)}`;
    if (state.kind === 'ready' && !currentOrganization()) return this.noOrganization();
    const page = pageAt(address.value.path);
    if (!page) {
      return html`<div class="alone">
        <h1>There is no page at this address</h1>
        <p class="muted"><code>${address.value.path}</code></p>
        <a class="button" href=${address.link('/')}>Go to the overview</a>
      </div>`;
    }
    return html`
      ${organizationRefused()
        ? html`<p class="strip" role="alert">
            ${icon('info')}
            <span>
              You have no access to the organization of this link. ${currentOrganization()?.name} is shown instead.
            </span>
          </p>`
        : nothing}
      ${this.element(page)}
    `;
  }

  private noOrganization(): TemplateResult {
    const command = `curl -X POST ${location.origin}/api/organizations \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"name": "My organization"}'`;
    return html`<div class="alone">
      <h1>You belong to no organization yet</h1>
      <p>Ask an owner or admin of an organization to invite you, or create your own:</p>
      <em-copyable .text=${command}></em-copyable>
      <button class="button" type="button" @click=${() => loadSession()}>${icon('refresh', 14)}Look again</button>
    </div>`;
  }

  /**
   * The page, or, when its code cannot be loaded, as after an update of the site, an offer to reload the whole site.
   */
  private element(page: Page): HTMLElement | TemplateResult {
    if (this.broken === page) {
      return html`<div class="alone">
        <h1>${page.name} could not be loaded</h1>
        <p>The site may have been updated while it was open here, or the connection is gone.</p>
        ${this.reloadButton()}
      </div>`;
    }
    if (this.shown?.page !== page) {
      this.shown = { page, element: document.createElement(page.tag) };
      void this.load(page);
    }
    return this.shown.element;
  }

  private async load(page: Page): Promise<void> {
    try {
      await page.load();
      await this.showPart();
    } catch (failure) {
      console.warn(`${page.name}: ${String(failure)}`);
      this.broken = page;
      this.shown = null;
    }
  }

  private reloadOffer(what: string): TemplateResult {
    return html`<div class="strip" role="alert">${icon('info')}<span>${what}</span>${this.reloadButton()}</div>`;
  }

  private reloadButton(): TemplateResult {
    return html`<button class="button" type="button" @click=${() => location.reload()}>
      ${icon('refresh', 14)}Reload the page
    </button>`;
  }

  /** Keeps the summary on the organization that is shown, on every page: the health dot needs it. */
  private follow(): void {
    const organization = currentOrganization();
    if (summary.value.organization && organization && summary.value.organization !== organization.id) {
      announce(`Organization ${organization.name}`);
    }
    summary.follow(organization?.id ?? null);
  }

  private get palette(): CommandPalette | null {
    return this.querySelector('em-command-palette');
  }

  private shortcut(event: KeyboardEvent): void {
    const typing = event.composedPath()[0];
    const inField = typing instanceof HTMLElement && typing.matches('input, textarea, select, [contenteditable]');
    const slash = event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey;
    const ctrlK =
      event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !ctrlK) return;
    event.preventDefault();
    this.palette?.open();
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.querySelector<HTMLElement>('main')?.focus();
  }

  /** Brings the part of the page that the address names into view and gives it the focus. */
  private async showPart(): Promise<void> {
    const { part } = address.value;
    if (!part) return;
    await this.updateComplete;
    const page = this.shown?.element;
    if (page instanceof LitElement) await page.updateComplete;
    const target = page?.shadowRoot?.getElementById(part);
    target?.scrollIntoView({
      block: 'center',
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
    target?.focus({ preventScroll: true });
  }
}

customElements.define('em-app', App);
