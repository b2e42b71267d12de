import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { WorkspaceUsage } from '../../api/types';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { count } from '../../components/count';
import { figuresOf, partState, type Subject } from '../../components/part-state';
import '../../components/skeleton';
import { styled } from '../../components/styled';
import { usageCommand } from '../../format/example-requests';
import { meterHue, meterName } from '../../format/meters';
import { percent } from '../../format/numbers';
import { withinSentence } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'The top workspaces', source: 'analytics', service: 'Reporting', role: 'Viewer' };

/** The five workspaces with the largest share of a meter. */
export class WorkspacesCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      li { padding: var(--space-2) 0; }
      li:first-child { padding-top: 0; }
      .line { display: flex; align-items: baseline; gap: var(--space-3); }
      .name { flex: 1; }
      .share { width: 52px; text-align: right; }
      .track { height: 6px; margin-top: 6px; border-radius: 3px; background: var(--surface-3); }
      .fill { height: 100%; min-width: 2px; border-radius: 3px; background: var(--hue); forced-color-adjust: none; }
      @media (forced-colors: active) {
        .track { border: 1px solid CanvasText; }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const workspaces = summary.value.value?.topWorkspaces ?? null;
    const meters = [...new Set(workspaces?.map(({ meter }) => meter))];
    return html`
      <em-card heading="Top workspaces" .state=${state(workspaces)}>
        ${meters.length === 1 ? html`<span slot="caption">by ${withinSentence(meterName(meters[0]!))}</span>` : nothing}
        ${workspaces ? html`<ol>${workspaces.map((workspace) => row(workspace, meters.length > 1))}</ol>` : nothing}
        <div slot="skeleton"><em-skeleton form="pair" rows="5" height="48"></em-skeleton></div>
      </em-card>
    `;
  }
}

function row(workspace: WorkspaceUsage, naming: boolean): TemplateResult {
  const name = workspace.name ?? workspace.workspaceId;
  return html`<li>
    <div class="line">
      <span class="name truncate" title=${name}>${name}</span>
      ${naming ? html`<span class="caption">${meterName(workspace.meter)}</span>` : nothing}
      <span class="strong">${count(workspace.quantity)}</span>
      <span class="share muted number">${percent(workspace.share)}</span>
    </div>
    <div class="track" aria-hidden="true" ${styled({ '--hue': `var(${meterHue(workspace.meter)})` })}>
      <div class="fill" ${styled({ width: `${Math.min(100, workspace.share * 100)}%` })}></div>
    </div>
  </li>`;
}

function state(workspaces: WorkspaceUsage[] | null): CardState {
  return partState(summary.value, SUBJECT, figuresOf(workspaces), () => ({
    kind: 'empty',
    shows: 'The five workspaces with the largest share of a meter, and how much of the whole each one is.',
    todo: 'No workspace has recorded usage yet. Send a first event:',
    command: usageCommand(summary.value.value),
  }));
}

customElements.define('em-workspaces-card', WorkspacesCard);
