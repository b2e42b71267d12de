import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Activity } from '../../api/types';
import '../../components/badge';
import '../../components/card';
import type { CardState } from '../../components/card-state';
import { actorName, isPosted, noteworthy } from '../../components/event-words';
import { figuresOf, partState, type Subject } from '../../components/part-state';
import '../../components/skeleton';
import '../../components/time';
import { actionWords, titleCase } from '../../format/words';
import { summary } from '../../state/fresh';
import { Watching } from '../../state/store';
import { shared } from '../../styles/shared';

const SUBJECT: Subject = { what: 'Recent activity', source: 'activity', service: 'Audit', role: 'Admin' };

/** The last audit events of the organization. */
export class ActivityCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 var(--space-3);
        padding: var(--space-2) 0;
        border-top: 1px solid var(--border);
      }
      li:first-child { border-top: 0; padding-top: 0; }
      .what { display: flex; flex-wrap: wrap; gap: 2px var(--space-2); align-items: center; min-width: 0; }
      .who { grid-column: 1 / -1; overflow-wrap: anywhere; }
      @media (min-width: 1200px) {
        li { grid-template-columns: minmax(0, 5fr) minmax(0, 5fr) 120px; align-items: center; padding: 10px 0; }
        .who { grid-column: 2; grid-row: 1; }
        em-time { grid-column: 3; text-align: right; }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, summary);
  }

  override render() {
    const activity = summary.value.value?.activity ?? null;
    return html`
      <em-card heading="Recent activity" .state=${state(activity)}>
        ${activity?.length ? html`<span slot="caption">the latest ${activity.length}</span>` : nothing}
        ${activity ? html`<ol>${activity.map(row)}</ol>` : nothing}
        <div slot="skeleton"><em-skeleton form="line" rows="5" height="42"></em-skeleton></div>
      </em-card>
    `;
  }
}

function row(event: Activity): TemplateResult {
  const mark = noteworthy(event);
  return html`<li>
    <span class="what">
      <span class="strong" title=${event.action}>${actionWords(event.action)}</span>
      ${isPosted(event) ? html`<em-badge tone="neutral">Posted</em-badge>` : nothing}
      ${mark ? html`<em-badge tone=${mark.tone}>${titleCase(mark.word)}</em-badge>` : nothing}
    </span>
    <em-time class="caption" .instant=${event.time}></em-time>
    <span class="who muted">${actorName(event)}${event.target ? html` · ${event.target}` : nothing}</span>
  </li>`;
}

function state(activity: Activity[] | null): CardState {
  return partState(summary.value, SUBJECT, figuresOf(activity), () => ({
    kind: 'empty',
    shows: 'Who did what in this organization, newest first, from the audit log.',
    todo: 'Nothing has been recorded yet. Invite a member or change a plan and it appears here.',
  }));
}

customElements.define('em-activity-card', ActivityCard);
