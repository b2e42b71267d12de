import { Problem } from '../api/problem';

export interface PollOptions<T> {
  everyMillis: number;
  /** The pause doubles after each failed poll, up to this. */
  atMostMillis: number;
  load: (signal: AbortSignal) => Promise<T>;
  loaded: (value: T) => void;
  failed: (problem: Problem) => void;
}

/** Repeats a request, one at a time, only while the page is visible; slower while it fails. */
export class Poll<T> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private abort: AbortController | undefined;
  private failures = 0;
  private running = false;

  constructor(private readonly options: PollOptions<T>) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    document.addEventListener('visibilitychange', this.visibilityChanged);
    this.visibilityChanged();
  }

  stop(): void {
    this.running = false;
    document.removeEventListener('visibilitychange', this.visibilityChanged);
    this.pause();
  }

  /** Sends a request immediately, without waiting for the end of a pause. */
  now(): void {
    this.pause();
    this.failures = 0;
    if (this.running) void this.ask();
  }

  private readonly visibilityChanged = (): void => {
    this.pause();
    if (!document.hidden) void this.ask();
  };

  private pause(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = undefined;
  }

  private async ask(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    try {
      const value = await this.options.load(abort.signal);
      if (abort.signal.aborted) return;
      this.failures = 0;
      this.options.loaded(value);
    } catch (failure) {
      if (abort.signal.aborted) return;
      this.failures++;
      this.options.failed(failure instanceof Problem ? failure : Problem.unreachable());
    }
    const { everyMillis, atMostMillis } = this.options;
    this.timer = setTimeout(() => void this.ask(), Math.min(atMostMillis, everyMillis * 2 ** this.failures));
  }
}
