import type { Problem } from '../api/problem';

/** What a card can be in; each is drawn by the card itself, so that every card says it alike. */
export type CardState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'stale'; why: string; since: string | null }
  | { kind: 'empty'; shows: string; todo: string; command?: string }
  | { kind: 'failed'; what: string; problem: Problem }
  | { kind: 'forbidden'; what: string; role: string };

export const LOADING: CardState = { kind: 'loading' };
export const READY: CardState = { kind: 'ready' };
