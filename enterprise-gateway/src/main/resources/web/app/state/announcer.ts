import { Store } from './store';

/** The next text for screen readers, in the polite live region of the frame, which is the only one. */
export const announcement = new Store<string>('');

export function announce(text: string): void {
  announcement.set('');
  requestAnimationFrame(() => announcement.set(text));
}
