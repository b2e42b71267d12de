import { client } from '../api/client';
import type { Problem } from '../api/problem';
import type { LiveUsage, Summary } from '../api/types';
import { Poll } from './poll';
import { Store } from './store';

/** The last good answer for one organization, and what went wrong since then. */
export interface Loaded<T> {
  organization: string | null;
  value: T | null;
  /** When the last good answer came, in milliseconds of the epoch. */
  at: number | null;
  problem: Problem | null;
}

const NOTHING: Loaded<never> = { organization: null, value: null, at: null, problem: null };

/** Keeps the answer of an organization's endpoint up to date while the page is visible. */
class Fresh<T> extends Store<Loaded<T>> {
  private readonly poll: Poll<T>;

  constructor(everyMillis: number, load: (organization: string, signal: AbortSignal) => Promise<T>) {
    super(NOTHING);
    this.poll = new Poll<T>({
      everyMillis,
      atMostMillis: 30_000,
      load: (signal) => load(this.value.organization ?? '', signal),
      loaded: (value) => this.set({ ...this.value, value, at: Date.now(), problem: null }),
      failed: (problem) => this.set({ ...this.value, problem }),
    });
  }

  /** Follows this organization from now on; null follows none. */
  follow(organization: string | null): void {
    if (organization === this.value.organization) return;
    this.poll.stop();
    this.set({ ...NOTHING, organization });
    if (organization) this.poll.start();
  }

  refresh(): void {
    this.poll.now();
  }
}

/** Everything the Overview shows, and the health dot of every page. */
export const summary = new Fresh<Summary>(15_000, (organization, signal) => client.summary(organization, signal));

/** The counters of the running period, each second. */
export const liveUsage = new Fresh<LiveUsage>(1_000, (organization, signal) => client.usage(organization, signal));
