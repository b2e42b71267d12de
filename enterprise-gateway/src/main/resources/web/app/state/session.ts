import { client } from '../api/client';
import { Problem } from '../api/problem';
import type { Organization, Session } from '../api/types';
import { address } from './address';
import { Store } from './store';
import { theme } from './theme';

export type SessionState =
  | { kind: 'loading' }
  | { kind: 'ready'; session: Session }
  | { kind: 'failed'; problem: Problem };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The organization of the address that was looked for last. */
let looked: string | null = null;

/** Who is signed in, and the organizations they belong to as far as they are loaded. */
export const session = new Store<SessionState>({ kind: 'loading' });

/**
 * With the organization of the address, also where it is not on the first page, so that every link to an own one works.
 */
export async function loadSession(organization = address.get('org')): Promise<void> {
  session.set({ kind: 'loading' });
  try {
    const loaded = await client.session();
    theme.of(loaded.user.principalId);
    session.set({ kind: 'ready', session: await withOrganization(loaded, organization) });
  } catch (failure) {
    session.set({ kind: 'failed', problem: failure instanceof Problem ? failure : Problem.unreachable() });
  }
}

/** Loads the next page of organizations. */
export async function loadMoreOrganizations(): Promise<void> {
  if (session.value.kind !== 'ready' || session.value.session.nextCursor === null) return;
  const { session: loaded } = session.value;
  const { items, nextCursor } = await client.organizations(session.value.session.nextCursor);
  session.set({
    kind: 'ready',
    session: { ...loaded, organizations: joined(loaded.organizations, items), nextCursor },
  });
}

/** Requested by id, as there may be thousands. A text that is not an id belongs to no organization. */
async function withOrganization(loaded: Session, id: string | null): Promise<Session> {
  if (id === null || !ID.test(id) || loaded.nextCursor === null || loaded.organizations.some((each) => each.id === id))
    return loaded;
  const found = await client.organization(id);
  return found ? { ...loaded, organizations: joined(loaded.organizations, [found]) } : loaded;
}

function joined(some: Organization[], more: Organization[]): Organization[] {
  return [...some, ...more.filter(({ id }) => !some.some((each) => each.id === id))];
}

// Another organization in the address, as by "back", may be one that is not loaded yet.
address.watch(() => {
  const wanted = address.get('org');
  if (session.value.kind !== 'ready' || wanted === null || looked === wanted) return;
  looked = wanted;
  if (session.value.session.nextCursor !== null && !organizations().some(({ id }) => id === wanted)) void loadSession();
});

export function organizations(): Organization[] {
  return session.value.kind === 'ready' ? session.value.session.organizations : [];
}

/** Whether the person belongs to more organizations than are loaded. */
export function hasMoreOrganizations(): boolean {
  return session.value.kind === 'ready' && session.value.session.nextCursor !== null;
}

/** The organization of the address, or else the first one. */
export function currentOrganization(): Organization | null {
  const wanted = address.get('org');
  return organizations().find(({ id }) => id === wanted) ?? organizations()[0] ?? null;
}

/** The address names an organization that the person has no access to. */
export function organizationRefused(): boolean {
  const wanted = address.get('org');
  return wanted !== null && session.value.kind === 'ready' && !organizations().some(({ id }) => id === wanted);
}

/** Ends the session here and at the identity provider. */
export function signOut(): void {
  location.assign('/logout');
}
