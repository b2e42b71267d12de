import { Problem } from '../../api/problem';
import type { SourceName, Summary } from '../../api/types';
import { READY, LOADING, type CardState } from '../../components/card-state';
import type { Loaded } from '../../state/fresh';
import { currentOrganization } from '../../state/session';

/** What a card is about and which document of the summary its figures come from. */
export interface Subject {
  /** As it begins a sentence: "Cost". */
  what: string;
  source: SourceName;
  /** Whose document it is, as it begins a sentence. */
  service: string;
  /** The least role that may see it. */
  role: 'Viewer' | 'Admin';
}

/** Whose days periods are shown in; null: not known. */
export function zoneOf(summary: Summary | null): string | null {
  return summary?.organization.timeZone ?? summary?.series?.timeZone ?? null;
}

/** What the summary holds of a card's figures. */
export type Figures = 'missing' | 'none' | 'some';

/**
 * The state of a card, as its document and its figures decide it. A service that answered without figures has none to show yet; one that did
 * not answer has failed, or is stale where earlier figures are known.
 */
export function partState(loaded: Loaded<Summary>, subject: Subject, figures: Figures, empty: () => CardState): CardState {
  const summary = loaded.value;
  if (!summary) {
    if (!loaded.problem) return LOADING;
    return loaded.problem.status === 403 ? forbidden(subject) : { kind: 'failed', what: subject.what, problem: loaded.problem };
  }
  const source = summary.sources.find(({ name }) => name === subject.source);
  const { status, at, error } = source ?? { status: 'failed', at: null, error: 'it was not asked' };
  if (figures === 'missing') {
    if (status === 'forbidden') return forbidden(subject);
    return status === 'ok' || status === 'missing'
      ? empty()
      : { kind: 'failed', what: subject.what, problem: new Problem(0, `${subject.service} gave no figures`, error && sentence(error)) };
  }
  if (status === 'failed') return { kind: 'stale', why: `${subject.service} does not answer; these are the last known figures.`, since: at };
  if (status === 'stale') return { kind: 'stale', why: `${subject.service} is behind.`, since: at };
  return figures === 'none' ? empty() : READY;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Figures that come as a list. */
export function figuresOf(list: readonly unknown[] | null): Figures {
  if (list === null) return 'missing';
  return list.length === 0 ? 'none' : 'some';
}

export function forbidden(subject: Subject): CardState {
  const where = currentOrganization()?.name ?? 'this organization';
  return {
    kind: 'forbidden',
    what: subject.what.charAt(0).toLowerCase() + subject.what.slice(1),
    grant: `It needs the role ${subject.role} on ${where}. An owner or admin of ${where} can give it to you.`,
  };
}
