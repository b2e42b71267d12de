import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Something that calls back after each change until the returned function is called. */
export interface Watchable {
  watch(watcher: () => void): () => void;
}

/** A value that components watch. */
export class Store<T> implements Watchable {
  private readonly watchers = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const watcher of [...this.watchers]) watcher();
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** Draws its component again whenever one of the stores changes. */
export class Watching implements ReactiveController {
  private readonly stores: Watchable[];
  private stops: (() => void)[] = [];

  constructor(private readonly host: ReactiveControllerHost, ...stores: Watchable[]) {
    this.stores = stores;
    host.addController(this);
  }

  hostConnected(): void {
    this.stops = this.stores.map((store) => store.watch(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    this.stops.forEach((stop) => stop());
  }
}
