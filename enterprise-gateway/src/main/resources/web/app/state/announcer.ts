import { Store } from './store';

/** What a screen reader is told next, politely; the frame holds the one live region. */
export const announcement = new Store<string>('');

export function announce(text: string): void {
  announcement.set('');
  requestAnimationFrame(() => announcement.set(text));
}
