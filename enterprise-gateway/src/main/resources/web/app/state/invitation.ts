const KEPT = 'em.invitation';

/** Where the link of an invitation's e-mail leads. */
export const INVITATION_PATH = '/invitations/accept';

/**
 * Takes the token of an invitation out of the address, where it would stay in the history, and keeps it in this tab:
 * the way through the sign-in page and back loses everything behind the hash.
 */
export function keepInvitation(): void {
  if (location.pathname !== INVITATION_PATH) return;
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  sessionStorage.setItem(KEPT, token);
  history.replaceState(null, '', INVITATION_PATH);
}

export function keptInvitation(): string | null {
  return sessionStorage.getItem(KEPT);
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(KEPT);
}
