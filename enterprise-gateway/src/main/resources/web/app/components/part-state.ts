import { Problem } from '../api/problem';
import type { Summary } from '../api/types';
import { capitalized } from '../format/words';
import type { Loaded } from '../state/fresh';
import { LOADING, READY, type CardState } from './card-state';

/** The documents that the summary is made of. */
export type SourceName =
  | 'organization'
  | 'members'
  | 'usage'
  | 'subscription'
  | 'charges'
  | 'openInvoices'
  | 'analytics'
  | 'activity';

/** What a card is about and which document of the summary its figures come from. */
export interface Subject {
  /** As it begins a sentence: "Plan". */
  what: string;
  source: SourceName;
  /** Whose document it is, as it begins a sentence. */
  service: string;
  /** The least role that may see it. */
  role: 'Viewer' | 'Admin';
}

/** What the summary holds of a card's figures. */
export type Figures = 'missing' | 'none' | 'some';

/**
 * The state of a card, as its document and its figures decide it. A service that answered without figures has none to
 * show yet; one that did not answer has failed, or is stale where earlier figures are known.
 */
export function partState(
  loaded: Loaded<Summary>,
  subject: Subject,
  figures: Figures,
  empty: () => CardState,
): CardState {
  const summary = loaded.value;
  if (!summary) {
    if (!loaded.problem) return LOADING;
    return loaded.problem.status === 403 ? forbidden(subject) : failed(subject, loaded.problem);
  }
  const source = summary.sources.find(({ name }) => name === subject.source);
  const { status, at, error } = source ?? { status: 'failed', at: null, error: 'it was not asked' };
  if (figures === 'missing') {
    if (status === 'forbidden') return forbidden(subject);
    if (status === 'ok' || status === 'missing') return empty();
    return failed(subject, new Problem(0, `${subject.service} gave no figures`, error && capitalized(error)));
  }
  if (status === 'failed') {
    return { kind: 'stale', why: `${subject.service} does not answer; these are the last known figures.`, since: at };
  }
  if (status === 'stale') return { kind: 'stale', why: `${subject.service} is behind.`, since: at };
  return figures === 'none' ? empty() : READY;
}

/** Figures that come as a list. */
export function figuresOf(list: readonly unknown[] | null): Figures {
  if (list === null) return 'missing';
  return list.length === 0 ? 'none' : 'some';
}

export function forbidden({ what, role }: Subject): CardState {
  return { kind: 'forbidden', what: what.charAt(0).toLowerCase() + what.slice(1), role };
}

function failed({ what }: Subject, problem: Problem): CardState {
  return { kind: 'failed', what, problem };
}
