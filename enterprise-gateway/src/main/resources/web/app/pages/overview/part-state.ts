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

/**
 * The state of a card, as far as the summary and the card's part decide it; `known` tells whether the summary holds
 * the card's figures. Whether known figures are empty is the card's own matter.
 */
export function partState(loaded: Loaded<Summary>, subject: Subject, known: boolean): CardState {
  const summary = loaded.value;
  if (!summary) {
    if (!loaded.problem) return LOADING;
    return loaded.problem.status === 403 ? forbidden(subject, null) : { kind: 'failed', what: subject.what, problem: loaded.problem };
  }
  const part = summary.parts.find(({ name }) => name === subject.part);
  const name = titleCase(subject.part);
  if (part?.status === 'forbidden' && !known) return forbidden(subject, summary.organization.name);
  if (!known) {
    const problem = new Problem(0, `${name} gave no answer`, part?.error ?? null);
    return { kind: 'failed', what: subject.what, problem };
  }
  if (part?.status === 'failed') return { kind: 'stale', why: `${name} does not answer; these are the last known figures.`, since: part.at };
  if (part?.status === 'stale') return { kind: 'stale', why: `${name} is behind.`, since: part.at };
  return READY;
}

export function forbidden(subject: Subject, organization: string | null): CardState {
  const where = organization ?? 'this organization';
  return {
    kind: 'forbidden',
    what: subject.what.charAt(0).toLowerCase() + subject.what.slice(1),
    grant: `It needs the role ${subject.role} on ${where}. An owner or admin of ${where} can give it to you.`,
  };
}
