import * as answers from './answers';
import { Problem } from './problem';
import { Malformed, type Reader } from './read';
import type { Acceptance, LiveUsage, Organization, OrganizationPage, Session, Summary } from './types';

const TIMEOUT_MILLIS = 10_000;
const NEVER = new Promise<never>(() => {});
const SIGN_IN_TRIED = 'em.sign-in-tried';
const SIGN_IN_LASTS_MILLIS = 3_000;

interface Details {
  organization?: string;
  signal?: AbortSignal;
  body?: unknown;
}

/**
 * The gateway's HTTP interface: same origin, session cookie. An expired session leads to the sign-in page and back;
 * any other failure, also an answer that cannot be read, is thrown as a {@link Problem}, an abandoned request as an
 * AbortError.
 */
export class Client {
  private csrfToken = '';
  private leaving = false;

  async session(): Promise<Session> {
    const session = await this.send('GET', '/api/enterprise/session', answers.session);
    this.csrfToken = session.csrfToken;
    return session;
  }

  summary(organization: string, signal: AbortSignal): Promise<Summary> {
    return this.send('GET', '/api/enterprise/summary', answers.summary, { organization, signal });
  }

  usage(organization: string, signal: AbortSignal): Promise<LiveUsage> {
    return this.send('GET', '/api/billing/usage?current=true', answers.liveUsage, { organization, signal });
  }

  /** The organization with this id, when the person belongs to it. */
  async organization(id: string): Promise<Organization | null> {
    const page = await this.send('GET', `/api/organizations?id=${encodeURIComponent(id)}`, answers.organizationPage);
    return page.items.find((organization) => organization.id === id) ?? null;
  }

  /** The organizations the person belongs to, from a cursor on. */
  organizations(cursor: string): Promise<OrganizationPage> {
    return this.send(
      'GET',
      `/api/organizations?limit=200&cursor=${encodeURIComponent(cursor)}`,
      answers.organizationPage,
    );
  }

  acceptInvitation(token: string): Promise<Acceptance> {
    return this.send('POST', '/api/invitations/accept', answers.accepted, { body: { token } });
  }

  declineInvitation(token: string): Promise<unknown> {
    return this.send('POST', '/api/invitations/decline', (value) => value, { body: { token } });
  }

  private async send<T>(
    method: string,
    path: string,
    reader: Reader<T>,
    { organization, signal, body }: Details = {},
  ): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
    if (organization) headers['Enterprise-Org'] = organization;
    if (method !== 'GET') headers['X-CSRF-Token'] = this.csrfToken;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
    const response = await this.fetched(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (response.status === 401 || response.type === 'opaqueredirect') return this.signIn();
    if (!response.ok) throw await Problem.of(response);
    try {
      return reader(response.status === 204 ? null : await response.json(), '');
    } catch (failure) {
      if (failure instanceof Malformed || failure instanceof SyntaxError) throw Problem.malformed(response, failure);
      throw failure;
    }
  }

  private async fetched(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(path, request);
    } catch (failure) {
      if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
      throw Problem.unreachable();
    }
  }

  /**
   * Leaves the page; the promise stays open so that nothing is drawn meanwhile. A sign-in that does not last is not
   * repeated endlessly.
   */
  private signIn(): Promise<never> {
    if (this.leaving) return NEVER;
    if (Date.now() - Number(sessionStorage.getItem(SIGN_IN_TRIED) ?? 0) < SIGN_IN_LASTS_MILLIS) {
      throw new Problem(401, 'Signing in did not last', 'Allow cookies for this site and try again.');
    }
    sessionStorage.setItem(SIGN_IN_TRIED, String(Date.now()));
    const here = location.pathname + location.search;
    location.assign(`/login?then=${encodeURIComponent(here)}`);
    this.leaving = true;
    return NEVER;
  }
}

export const client = new Client();
