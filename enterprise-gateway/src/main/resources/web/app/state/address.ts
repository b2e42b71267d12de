import { Store } from './store';
import { rangeOf, type Range } from './ranges';

export interface Address {
  path: string;
  /** The id of a part of the page; empty: none. */
  part: string;
  parameters: URLSearchParams;
}

/**
 * The page's address holds the whole state of the view: path, organization, range and each card's own choices. What
 * stands behind the hash is the part of the page to go to.
 */
class AddressStore extends Store<Address> {
  constructor() {
    super(read());
    window.addEventListener('popstate', () => this.set(read()));
  }

  get(name: string): string | null {
    return this.value.parameters.get(name);
  }

  get range(): Range {
    return rangeOf(this.get('range'));
  }

  /** Sets or (null) removes parameters. `replace` for choices that "back" should not undo one by one. */
  choose(choices: Record<string, string | null>, how: 'push' | 'replace' = 'push'): void {
    const parameters = new URLSearchParams(this.value.parameters);
    for (const [name, value] of Object.entries(choices)) {
      if (value === null) parameters.delete(name);
      else parameters.set(name, value);
    }
    this.go(written(this.value.path, parameters), how);
  }

  /** Opens a path of this site, with the organization and range of this view where the path names none. */
  open(path: string): void {
    this.go(this.link(path), 'push');
  }

  /** For links: opens the path in place, unless the click asks for another tab or window. */
  clicked(event: MouseEvent, path: string): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.open(path);
  }

  /** The address that {@link open} leads to. */
  link(path: string): string {
    const target = new URL(path, location.origin);
    for (const name of ['org', 'range']) {
      const value = this.get(name);
      if (value && !target.searchParams.has(name)) target.searchParams.set(name, value);
    }
    return written(target.pathname, target.searchParams) + target.hash;
  }

  private go(target: string, how: 'push' | 'replace'): void {
    const here = location.pathname + location.search + location.hash;
    if (target === here && !location.hash) return;
    if (how === 'push' && target !== here) history.pushState(null, '', target);
    else history.replaceState(null, '', target);
    this.set(read());
  }
}

function read(): Address {
  return { path: location.pathname, part: location.hash.slice(1), parameters: new URLSearchParams(location.search) };
}

function written(path: string, parameters: URLSearchParams): string {
  const query = parameters.toString();
  return query ? `${path}?${query}` : path;
}

export const address = new AddressStore();
