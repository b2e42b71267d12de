import { Problem } from '../../api/problem';
import type { PartName, Summary } from '../../api/types';
import { READY, LOADING, type CardState } from '../../components/card-state';
import { titleCase } from '../../format/words';
import type { Loaded } from '../../state/fresh';

/** What a card is about and which part of the suite its figures come from. */
export interface Subject {
  /** As it begins a sentence: "Revenue". */
  what: string;
  part: PartName;
  /** The least role that may see it. */
  role: 'Viewer' | 'Admin';
}

/** What the summary holds of a card's figures. */
export type Figures = 'missing' | 'none' | 'some';

/**
 * The state of a card, as its part of the suite and its figures decide it. A part that answered without figures has none
 * to show yet; one that did not answer has failed, or is stale where earlier figures are known.
 */
export function partState(loaded: Loaded<Summary>, subject: Subject, figures: Figures, empty: () => CardState): CardState {
  const summary = loaded.value;
  if (!summary) {
    if (!loaded.problem) return LOADING;
    return loaded.problem.status === 403 ? forbidden(subject, null) : { kind: 'failed', what: subject.what, problem: loaded.problem };
  }
  const { status, at, error } = summary.parts.find(({ name }) => name === subject.part) ?? { status: 'ok', at: null, error: null };
  const name = titleCase(subject.part);
  if (figures === 'missing') {
    if (status === 'forbidden') return forbidden(subject, summary.organization.name);
    return status === 'ok' ? empty() : { kind: 'failed', what: subject.what, problem: new Problem(0, `${name} gave no answer`, error) };
  }
  if (status === 'failed') return { kind: 'stale', why: `${name} does not answer; these are the last known figures.`, since: at };
  if (status === 'stale') return { kind: 'stale', why: `${name} is behind.`, since: at };
  return figures === 'none' ? empty() : READY;
}

/** Figures that come as a list. */
export function figuresOf(list: readonly unknown[] | null): Figures {
  if (list === null) return 'missing';
  return list.length === 0 ? 'none' : 'some';
}

export function forbidden(subject: Subject, organization: string | null): CardState {
  const where = organization ?? 'this organization';
  return {
    kind: 'forbidden',
    what: subject.what.charAt(0).toLowerCase() + subject.what.slice(1),
    grant: `It needs the role ${subject.role} on ${where}. An owner or admin of ${where} can give it to you.`,
  };
}
