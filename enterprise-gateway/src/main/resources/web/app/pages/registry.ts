import type { IconName } from '../components/icon';
import { INVITATION_PATH } from '../state/invitation';

export interface Page {
  path: string;
  name: string;
  icon: IconName;
  /** The page's element; its module is loaded when the page is opened. */
  tag: string;
  load: () => Promise<unknown>;
}

/** The pages of the rail and the command palette, in their order. A new page is one more entry. */
export const pages: readonly Page[] = [
  {
    path: '/',
    name: 'Overview',
    icon: 'overview',
    tag: 'em-overview-page',
    load: () => import('./overview/overview-page'),
  },
];

/** Where the link of an invitation leads; open to people who are in no organization yet, and in no menu. */
export const invitationPage: Page = {
  path: INVITATION_PATH,
  name: 'Invitation',
  icon: 'overview',
  tag: 'em-invitation-page',
  load: () => import('./invitation/invitation-page'),
};

export function pageAt(path: string): Page | null {
  return pages.find((page) => page.path === path) ?? null;
}
