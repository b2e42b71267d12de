import { Store } from './store';

/** The current time for relative times, renewed often enough for minutes. */
export const now = new Store<number>(Date.now());

setInterval(() => {
  if (!document.hidden) now.set(Date.now());
}, 5_000);
document.addEventListener('visibilitychange', () => now.set(Date.now()));
