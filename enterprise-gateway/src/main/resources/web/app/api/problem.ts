/** A failed request, as RFC 9457 tells it; status 0 means that no answer came at all. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null = null,
    readonly requestId: string | null = null,
    readonly traceId: string | null = null,
  ) {
    super(detail ?? title);
  }

  static unreachable(): Problem {
    return new Problem(0, 'The server does not answer', 'Check the connection; this page tries again by itself.');
  }

  /** An answer that came and cannot be read, as after an update of the server while the page was open. */
  static malformed(response: Response, failure: Error): Problem {
    console.warn(`${response.url}: ${failure.message}`);
    return new Problem(
      response.status,
      'The answer could not be read',
      'If this page was open during an update, reload it.',
      response.headers.get('X-Request-Id'),
    );
  }

  static async of(response: Response): Promise<Problem> {
    const header = response.headers.get('X-Request-Id');
    try {
      const body = (await response.json()) as Record<string, unknown>;
      const text = (key: string) => (typeof body[key] === 'string' ? (body[key] as string) : null);
      return new Problem(
        response.status,
        text('title') ?? `The server answered ${response.status}`,
        text('detail'),
        text('requestId') ?? header,
        text('traceId'),
      );
    } catch {
      return new Problem(response.status, `The server answered ${response.status}`, null, header);
    }
  }
}
