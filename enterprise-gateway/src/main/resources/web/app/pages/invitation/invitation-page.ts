import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { client } from '../../api/client';
import { Problem } from '../../api/problem';
import { icon } from '../../components/icon';
import { address } from '../../state/address';
import { announce } from '../../state/announcer';
import { forgetInvitation, keptInvitation } from '../../state/invitation';
import { loadSession, session, signOut } from '../../state/session';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

type Step =
  | { kind: 'asking' }
  | { kind: 'working' }
  | { kind: 'declined' }
  | { kind: 'failed'; problem: Problem };

/** Where an invited person accepts or declines, signed in as the person whom the invitation is for. */
export class InvitationPage extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      section { max-width: 560px; margin: 12vh auto 0; display: grid; gap: var(--space-4); justify-items: start; }
      h1 { font-size: var(--size-heading); line-height: 1.3; color: var(--text-strong); }
      .choices { display: flex; flex-wrap: wrap; gap: var(--space-3); }
      .problem { display: grid; gap: var(--space-1); }
    `,
  ];

  private step: Step = { kind: 'asking' };

  constructor() {
    super();
    new Watching(this, session);
  }

  override render() {
    const token = keptInvitation();
    if (this.step.kind === 'declined') return html`<section>${this.declined()}</section>`;
    return html`<section>${token ? this.question(token) : this.nothingToAccept()}</section>`;
  }

  private question(token: string): TemplateResult {
    const user = session.value.kind === 'ready' ? session.value.session.user : null;
    const busy = this.step.kind === 'working';
    return html`
      <h1>You are invited</h1>
      <p>
        ${user
          ? html`You are signed in as <span class="strong">${user.name}</span>${user.email
                ? html` (${user.email})`
                : nothing}. The invitation must be for this address.`
          : nothing}
      </p>
      ${this.step.kind === 'failed'
        ? html`<div class="problem" role="alert">
            <span class="strong">${this.step.problem.title}</span>
            ${this.step.problem.detail ? html`<span>${this.step.problem.detail}</span>` : nothing}
            ${this.step.problem.requestId
              ? html`<span class="caption">Request id ${this.step.problem.requestId}</span>`
              : nothing}
          </div>`
        : nothing}
      <div class="choices">
        <button class="button primary" type="button" ?disabled=${busy} @click=${() => void this.accept(token)}>
          ${icon('pass', 14)}Accept
        </button>
        <button class="button" type="button" ?disabled=${busy} @click=${() => void this.decline(token)}>Decline</button>
        <button class="button" type="button" ?disabled=${busy} @click=${signOut}>Sign in as somebody else</button>
      </div>
    `;
  }

  private declined(): TemplateResult {
    return html`<h1>You have declined</h1>
      <p>The invitation can no longer be accepted. Whoever sent it can invite you again.</p>
      <a class="button" href=${address.link('/')}>Go to the overview</a>`;
  }

  private nothingToAccept(): TemplateResult {
    return html`<h1>There is no invitation here</h1>
      <p>Open the link of the e-mail again. It works once, and until it expires.</p>
      <a class="button" href=${address.link('/')}>Go to the overview</a>`;
  }

  private async accept(token: string): Promise<void> {
    await this.settle(async () => {
      const { organizationId } = await client.acceptInvitation(token);
      forgetInvitation();
      await loadSession(organizationId);
      announce('You are a member now');
      address.open(`/?org=${organizationId}`);
    });
  }

  private async decline(token: string): Promise<void> {
    await this.settle(async () => {
      await client.declineInvitation(token);
      forgetInvitation();
      this.show({ kind: 'declined' });
    });
  }

  private async settle(action: () => Promise<void>): Promise<void> {
    this.show({ kind: 'working' });
    try {
      await action();
    } catch (failure) {
      this.show({ kind: 'failed', problem: failure instanceof Problem ? failure : Problem.unreachable() });
    }
  }

  private show(step: Step): void {
    this.step = step;
    this.requestUpdate();
  }
}

customElements.define('em-invitation-page', InvitationPage);
