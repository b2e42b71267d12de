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

/** Who is signed in. */
export const session = new Store<SessionState>({ kind: 'loading' });

export async function loadSession(): Promise<void> {
  session.set({ kind: 'loading' });
  try {
    const loaded = await client.session();
    theme.of(loaded.user.principalId);
    session.set({ kind: 'ready', session: loaded });
  } catch (failure) {
    session.set({ kind: 'failed', problem: failure instanceof Problem ? failure : Problem.unreachable() });
  }
}

export function organizations(): Organization[] {
  return session.value.kind === 'ready' ? session.value.session.organizations : [];
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
