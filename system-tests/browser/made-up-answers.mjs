// Answers of the gateway on 28 November 2026 at 20:00 UTC, when it is the 29th in Kolkata already, where Acme is.

export const acme = { id: '0198c000-0000-7000-8000-00000000000a', name: 'Acme', role: 'OWNER' };
export const globex = { id: '0198c000-0000-7000-8000-00000000000b', name: 'Globex', role: 'VIEWER' };

const NOW = '2026-11-28T20:00:00Z';
const SOURCES = {
  organization: 'teams',
  members: 'teams',
  usage: 'billing',
  subscription: 'billing',
  charges: 'billing',
  openInvoices: 'billing',
  invoices: 'billing',
  analytics: 'reporting',
  financial: 'reporting',
  activity: 'audit',
};

/** By path: status and body, or what they are for a query. */
export function answers({ many = false } = {}) {
  return {
    '/api/enterprise/session': [
      200,
      {
        user: {
          name: 'Olivia Owner',
          email: 'olivia@acme.example',
          principalId: '0198c000-0000-7000-8000-000000000001',
          operator: false,
        },
        csrfToken: 'a-token',
        organizations: many ? others(100) : [acme],
        nextCursor: many ? 'further' : null,
      },
    ],
    '/api/organizations': (query) => [
      200,
      {
        items: query.has('id')
          ? [globex].filter(({ id }) => id === query.get('id')).map(listed)
          : others(30, 200).map(listed),
        nextCursor: null,
      },
    ],
    '/api/billing/usage': [200, usageOf('ORGANIZATION')],
    '/api/enterprise/summary': [200, summaryOf()],
  };
}

function others(count, from = 0) {
  return Array.from({ length: count }, (_, index) =>
    index + from === 0
      ? acme
      : {
          id: `0198c000-0000-7000-8000-${String(1_000 + index + from).padStart(12, '0')}`,
          name: `Organization ${index + from}`,
          role: 'MEMBER',
        },
  );
}

function listed({ id, name, role }) {
  return { id, name, timeZone: 'Asia/Kolkata', roles: [{ nodeType: 'ORGANIZATION', nodeId: id, role }] };
}

/** As billing answers: what does not apply is left out. */
export function usageOf(scope) {
  const limits = (values) => (scope === 'SUBTREE' ? {} : values);
  return {
    asOf: NOW,
    scope,
    periodStart: '2026-11-22T10:00:00Z',
    periodEnd: '2026-12-22T10:00:00Z',
    since: '2026-11-22T10:00:00Z',
    meters: [
      {
        meter: 'emails',
        unit: 'email',
        used: 94_412,
        ...limits({
          included: 100_000,
          state: 'NEAR_LIMIT',
          limit: 100_000,
          softLimit: 80_000,
          behaviour: 'OVERAGE',
          remaining: 5_588,
        }),
      },
      {
        meter: 'ai_requests',
        unit: 'request',
        used: 11_030,
        ...limits({
          included: 10_000,
          state: 'OVERAGE',
          limit: 10_000,
          softLimit: 8_000,
          cap: 20_000,
          behaviour: 'OVERAGE',
          remaining: 0,
        }),
      },
      {
        meter: 'contacts',
        unit: 'contact',
        used: 50_000,
        ...limits({
          included: 50_000,
          state: 'AT_LIMIT',
          limit: 50_000,
          softLimit: 40_000,
          behaviour: 'WARN',
          remaining: 0,
        }),
      },
      {
        meter: 'api_calls',
        unit: 'call',
        used: 1_000,
        ...limits({
          included: 1_000,
          state: 'BLOCKED',
          limit: 1_000,
          softLimit: 800,
          behaviour: 'BLOCK',
          remaining: 0,
        }),
      },
      { meter: 'storage_gb', unit: 'GB', used: 0, ...limits({ included: 0, state: 'NOT_IN_PLAN' }) },
    ],
  };
}

/** As the gateway puts it together. */
export function summaryOf({
  scope = 'ORGANIZATION',
  forbidden = [],
  failed = [],
  missing = [],
  plan = true,
  subscription = {},
  charges = {},
} = {}) {
  const has = (source, value) => ([...forbidden, ...failed, ...missing].includes(source) ? null : value);
  const status = (source) =>
    forbidden.includes(source)
      ? 'forbidden'
      : failed.includes(source)
        ? 'failed'
        : missing.includes(source) || (!plan && source === 'charges')
          ? 'missing'
          : 'ok';
  return {
    generatedAt: NOW,
    organization: { id: acme.id, name: acme.name, timeZone: 'Asia/Kolkata' },
    health: {
      score: 82,
      confidence: 100,
      capped: false,
      checks: [
        {
          id: 'service-teams',
          title: 'Access is decided',
          weight: 'critical',
          status: 'pass',
          reason: 'The teams service is ready.',
          evidence: null,
          remedy: null,
        },
        {
          id: 'soft-limits',
          title: 'Usage stays below the warning marks',
          weight: 'medium',
          status: 'fail',
          reason: 'These meters are close to or beyond what is included.',
          evidence: 'Emails 94 %',
          remedy: 'Move to a larger plan, or use less until the period ends.',
        },
      ],
    },
    services: ['gateway', 'audit', 'billing', 'reporting', 'teams'].map((name) => ({
      name,
      status: 'up',
      latencyMillis: 4,
      checkedAt: NOW,
      since: name === 'gateway' ? null : '2026-11-28T08:00:00Z',
    })),
    usage: plan
      ? {
          ...usageOf(scope),
          meters: usageOf(scope).meters.map((meter) => ({
            state: null,
            limit: null,
            softLimit: null,
            cap: null,
            behaviour: null,
            remaining: null,
            ...meter,
          })),
        }
      : null,
    series: has('analytics', {
      interval: 'day',
      timeZone: 'Asia/Kolkata',
      today: '2026-11-29',
      approximate: true,
      meters: ['emails', 'ai_requests'].map((meter, order) => ({
        meter,
        points: days((index) => 40_000 + 1_000 * ((index * 7 + order) % 11)),
      })),
    }),
    subscription: has(
      'subscription',
      plan
        ? {
            plan: 'professional',
            planName: 'Professional',
            status: 'ACTIVE',
            interval: 'MONTH',
            priceMinor: 9_900,
            currency: 'USD',
            currentPeriodEnd: '2026-12-22T10:00:00Z',
            trialEnd: null,
            pendingChange: null,
            cancelAt: null,
            ...subscription,
          }
        : null,
    ),
    revenue: null,
    charges: has(
      'charges',
      plan
        ? {
            issueAt: '2026-12-22T11:00:00Z',
            periodStart: '2026-11-22T10:00:00Z',
            periodEnd: '2026-12-22T10:00:00Z',
            currency: 'USD',
            soFarMinor: 11_444,
            subscriptionMinor: 9_900,
            subscriptionStart: '2026-12-22T10:00:00Z',
            subscriptionEnd: '2027-01-22T10:00:00Z',
            overageMinor: 1_544,
            otherMinor: 0,
            creditMinor: 0,
            expectedMinor: 18_120,
            ...charges,
          }
        : null,
    ),
    openInvoices: has(
      'openInvoices',
      plan ? [{ currency: 'USD', invoices: 3, amountMinor: 40_078, oldestIssuedAt: '2026-09-22T11:00:00Z' }] : [],
    ),
    latestInvoices: has(
      'invoices',
      plan
        ? [
            issued('CN-000001', 'CREDIT_NOTE', '2026-11-28T10:00:00Z', -4_650, { corrects: 'INV-000003' }),
            issued('INV-000003', 'INVOICE', '2026-11-22T11:00:00Z', 9_900, { status: 'OPEN', openMinor: 5_250 }),
            issued('INV-000002', 'INVOICE', '2026-10-22T11:00:00Z', 13_412, {}),
          ]
        : [],
    ),
    topWorkspaces: has('analytics', [
      {
        workspaceId: '0198c000-0000-7000-8000-0000000000c1',
        name: 'Production',
        meter: 'emails',
        quantity: 1_200_000,
        share: 0.82,
      },
      {
        workspaceId: '0198c000-0000-7000-8000-0000000000c2',
        name: 'Staging',
        meter: 'emails',
        quantity: 200_000,
        share: 0.14,
      },
    ]),
    alerts: plan
      ? alertsOf()
      : [
          alert(
            'no-plan',
            'critical',
            'No plan is in force',
            'All usage is refused until a plan is chosen.',
            '/#plan',
            'Choose a plan',
            '2026-11-20T08:00:00Z',
          ),
        ],
    activity: has('activity', [
      {
        id: 'e1',
        time: '2026-11-28T19:40:00Z',
        action: 'billing.limit.reached',
        actor: null,
        target: 'Emails',
        severity: 'WARNING',
        outcome: 'SUCCESS',
        source: '/billing-service',
      },
    ]),
    parts: [],
    sources: Object.entries(SOURCES).map(([name, service]) => ({
      name,
      service,
      status: status(name),
      at: status(name) === 'ok' ? NOW : null,
      error: status(name) === 'failed' ? 'its answer could not be read' : null,
    })),
  };
}

function issued(number, type, issuedAt, totalMinor, values) {
  return {
    id: `0198c000-0000-7000-8000-${number.slice(-6).padStart(12, type === 'INVOICE' ? '1' : '2')}`,
    type,
    number,
    corrects: null,
    status: 'PAID',
    issuedAt,
    currency: 'USD',
    totalMinor,
    openMinor: 0,
    ...values,
  };
}

function alertsOf() {
  const usage = (id, severity, title) => alert(id, severity, title, null, '/#usage', 'See usage against limits', null);
  return [
    usage('limit-api_calls', 'critical', 'Usage is refused: API calls'),
    usage('soft-limit-emails', 'warning', 'Close to the limit: Emails'),
    usage('limit-contacts', 'warning', 'What the plan includes is used up: Contacts'),
    alert(
      'open-invoices-usd',
      'warning',
      '3 invoices are open: 400.78 USD',
      'The oldest one has been open for more than 30 days.',
      '/#plan',
      'See what is open',
      '2026-09-22T11:00:00Z',
    ),
    alert(
      'service-audit',
      'critical',
      'The audit service is down',
      'It has not answered since then.',
      '/#services',
      'See the services',
      '2026-11-28T19:12:00Z',
    ),
    usage('limit-ai_requests', 'info', 'Beyond what the plan includes: AI requests'),
    usage('limit-seats', 'info', 'Beyond what the plan includes: Seats'),
  ];
}

function alert(id, severity, title, detail, action, actionLabel, since) {
  return { id, severity, title, detail, action, actionLabel, since };
}

/** 31 October to 29 November, the days of Kolkata. */
function days(quantity) {
  const first = Date.parse('2026-10-31T00:00:00Z');
  return Array.from({ length: 30 }, (_, index) => {
    const start = first + index * 86_400_000;
    return {
      start: new Date(start - 5.5 * 3_600_000).toISOString(),
      date: new Date(start).toISOString().slice(0, 10),
      quantity: index === 29 ? 7_000 : quantity(index),
    };
  });
}
