import type { Problem } from '../api/problem';

/** The states of a card. The card itself draws each of them, so that all cards show them in the same way. */
export type CardState =
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'stale'; why: string; since: string | null }
  | { kind: 'empty'; shows: string; todo: string; command?: string }
  | { kind: 'failed'; what: string; problem: Problem }
  | { kind: 'forbidden'; what: string; role: string };

export const LOADING: CardState = { kind: 'loading' };
export const READY: CardState = { kind: 'ready' };
