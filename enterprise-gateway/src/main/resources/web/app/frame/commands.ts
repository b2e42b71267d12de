import type { IconName } from '../components/icon';
import { roleName } from '../format/words';
import { pages } from '../pages/registry';
import { address } from '../state/address';
import { announce } from '../state/announcer';
import { liveUsage, summary } from '../state/fresh';
import { ranges } from '../state/ranges';
import {
  currentOrganization,
  hasMoreOrganizations,
  loadMoreOrganizations,
  organizations,
  signOut,
} from '../state/session';
import { theme, themes } from '../state/theme';
import type { Command } from './command-search';

/** Everything the command palette finds. */
export function commands(): Command[] {
  return [...pageCommands(), ...organizationCommands(), ...actionCommands()];
}

function pageCommands(): Command[] {
  return pages.map((page) => ({
    group: 'Pages',
    name: page.name,
    hint: '',
    icon: page.icon,
    run: () => address.open(page.path),
  }));
}

function organizationCommands(): Command[] {
  const current = currentOrganization();
  const loaded = organizations().map((organization): Command => ({
    group: 'Organizations',
    name: organization.name,
    hint: organization.id === current?.id ? 'Shown now' : roleName(organization.role),
    icon: 'organization',
    run: () => address.choose({ org: organization.id }),
  }));
  if (!hasMoreOrganizations()) return loaded;
  const more = async () => {
    await loadMoreOrganizations();
    announce(`${organizations().length} organizations are found now`);
  };
  return [
    ...loaded,
    {
      group: 'Organizations',
      name: 'Load more organizations',
      hint: `${loaded.length} are found`,
      icon: 'organization',
      run: () => void more(),
    },
  ];
}

function actionCommands(): Command[] {
  const action = (name: string, icon: IconName, run: () => void, hint = ''): Command => ({
    group: 'Actions',
    name,
    hint,
    icon,
    run,
  });
  return [
    action('Refresh the data', 'refresh', () => {
      summary.refresh();
      liveUsage.refresh();
    }),
    action('Copy a link to this view', 'link', () => void copyLink()),
    ...ranges.map((range) =>
      action(
        `Time range: ${range.name.toLowerCase()}`,
        'calendar',
        () => address.choose({ range: range.id }),
        range === address.range ? 'Shown now' : '',
      ),
    ),
    ...themes.map(({ id, name }) =>
      action(`Theme: ${name.toLowerCase()}`, 'theme', () => theme.choose(id), id === theme.value ? 'Chosen' : ''),
    ),
    action('Sign out', 'signOut', signOut),
  ];
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    announce('Link copied');
  } catch {
    announce('Copying was refused; the link is in the address bar');
  }
}
