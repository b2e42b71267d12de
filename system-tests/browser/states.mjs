// Looks at what the pages do when something is not as usual: answers that do not come, cannot be read, or belong to
// somebody with few rights; code that is gone after an update; links to organizations and to parts of the page. It
// needs no running suite: the pages are bundled from their sources, and every answer is made up here.
//
//   npm install && node states.mjs [outDir]
//
// Package the gateway once before: the bundler and the libraries are taken from its target folder.
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { answers, acme, globex, summaryOf, usageOf } from './made-up-answers.mjs';
import { launched } from './tools.mjs';

const outDir = process.argv[2] ?? 'target/states';
const web = new URL('../../enterprise-gateway/src/main/resources/web/', import.meta.url).pathname;
const libraries = new URL('../../enterprise-gateway/target/node_modules/', import.meta.url).pathname;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'";
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

const { browser, AxeBuilder } = await launched();
mkdirSync(outDir, { recursive: true });
const bundle = await bundled();
const server = createServer(serve).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const baseUrl = `http://127.0.0.1:${server.address().port}`;
const findings = [];

await state(
  'as usual',
  {
    views: [
      { width: 1440, height: 900 },
      { width: 1440, height: 900, colorScheme: 'dark' },
      { width: 360, height: 740, isMobile: true },
    ],
  },
  async (page, expect) => {
    await page.locator('em-usage-bar').first().waitFor();
    await expect(
      'every card has figures',
      (await cards(page)).length === 8 && (await cards(page)).every(({ kind }) => kind === 'ready'),
    );
    const plan = await textOf(page, 'em-plan-card');
    await expect('the plan and its price are told', /Professional[\s\S]*Active[\s\S]*\$99\.00 a month/.test(plan));
    await expect('the next invoice has its day', /Next invoice on Dec 22, 2026[\s\S]*Expected/.test(plan));
    await expect('what is open is told', /Open invoices/.test(plan));
    await expect(
      'a credit note is negative and names its invoice',
      /CN-000001[\s\S]*Credit note for INV-000003[\s\S]*-\$46\.50/.test(plan),
    );
    await expect('no revenue is spoken of', !/revenue/i.test(await textOf(page, 'em-overview-page')));
    await expect('overage is not said to block', !/block/i.test(await textOf(page, 'em-usage-bar >> nth=1')));
    await expect(
      'the first five alerts are shown, and that there are more',
      /Show all 7/.test(await textOf(page, 'em-alerts-card')),
    );
    await page.getByRole('button', { name: 'Show all 7' }).click();
    await expect('all alerts are shown on demand', (await page.locator('em-alerts-card li').count()) === 7);
  },
);

await state('a link leads to the part of the page', {}, async (page, expect) => {
  await page.getByRole('link', { name: /See usage against limits/ }).first().click();
  await expect('the address names the part', new URL(page.url()).hash === '#usage');
  await expect(
    'the part has the focus',
    (await page.evaluate(() => document.querySelector('em-overview-page').shadowRoot.activeElement?.id)) === 'usage',
  );
});

await state('days of a zone east of UTC', { path: '/?view=table&range=30d' }, async (page, expect) => {
  const table = await textOf(page, 'em-history-card table');
  await expect('the zone is named', /Asia\/Kolkata/.test(table));
  await expect('the first day is there', /Oct 31|31 Oct/.test(table));
  await expect('today is the day in that zone', /(Nov 29|29 Nov)[^\n]*so far/.test(table));
});

await state(
  'a role on a team only',
  {
    views: [
      { width: 1440, height: 900 },
      { width: 360, height: 740, isMobile: true },
    ],
    api: {
      '/api/billing/usage': [200, usageOf('SUBTREE')],
      '/api/enterprise/summary': [
        200,
        summaryOf({ scope: 'SUBTREE', forbidden: ['charges', 'openInvoices', 'invoices', 'subscription', 'activity'] }),
      ],
    },
  },
  async (page, expect) => {
    const usage = await textOf(page, 'em-usage-card');
    await expect('no figure is no number', !/NaN|undefined|null/.test(await textOf(page, 'em-overview-page')));
    await expect(
      'nothing is measured against the limits of all',
      !/included|[0-9] left|Soft limit/.test(usage) && /the whole organization/.test(usage),
    );
    await expect('whoever can grant it is named', /role Admin/.test(await textOf(page, 'em-plan-card')));
  },
);

await state(
  'nothing answers',
  { api: { '/api/enterprise/summary': [503, { title: 'Not available', status: 503, requestId: 'r-1' }] } },
  async (page, expect) => {
    await page.getByText('The overview could not be loaded').waitFor();
    await expect('there is one error for the page', (await page.getByText('could not be loaded').count()) === 1);
    await expect('it can be tried again', await page.getByRole('button', { name: 'Try again' }).isVisible());
  },
);

await state(
  'an answer that cannot be read',
  { api: { '/api/enterprise/summary': [200, { generatedAt: 'soon' }] } },
  async (page, expect, api) => {
    await page.getByText('The answer could not be read').waitFor();
    await expect('no skeleton is left', (await page.locator('em-skeleton').count()) === 0);
    api['/api/enterprise/summary'] = [200, summaryOf()];
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('em-usage-bar').first().waitFor();
    await expect(
      'trying again shows the figures',
      (await cards(page)).every(({ kind }) => kind === 'ready'),
    );
  },
);

await state(
  'a part that cannot be read',
  { api: { '/api/enterprise/summary': [200, summaryOf({ failed: ['charges', 'subscription', 'analytics'] })] } },
  async (page, expect) => {
    await page.getByText('Plan could not be loaded').waitFor();
    await expect('the others have figures', (await cards(page)).filter(({ kind }) => kind === 'ready').length >= 4);
    await expect(
      'nothing is drawn for nothing',
      (await cards(page)).filter(({ kind }) => kind === 'failed').length === 3,
    );
  },
);

await state(
  'a service that is silent',
  {
    api: {
      '/api/enterprise/summary': [
        200,
        {
          ...summaryOf({ failed: ['usage', 'charges', 'openInvoices', 'subscription'] }),
          alerts: [],
          health: { score: 100, confidence: 60, capped: false, checks: summaryOf().health.checks },
        },
      ],
    },
  },
  async (page, expect) => {
    await expect(
      'what is not known is not drawn as calm',
      /Nothing known needs action[\s\S]*Billing gave no answer/.test(await textOf(page, 'em-alerts-card')),
    );
    await expect('the score says that it is not all', /as far as known/.test(await textOf(page, 'em-health-card')));
  },
);

const TWO_VIEWS = [
  { width: 1440, height: 900 },
  { width: 360, height: 740, isMobile: true },
];

await state(
  'a trial',
  {
    views: TWO_VIEWS,
    api: {
      '/api/enterprise/summary': [
        200,
        summaryOf({
          subscription: { status: 'TRIALING', trialEnd: '2026-12-06T10:00:00Z' },
          charges: {
            issueAt: '2026-12-06T10:00:00Z',
            periodStart: '2026-12-06T10:00:00Z',
            periodEnd: '2027-01-06T10:00:00Z',
            subscriptionStart: '2026-12-06T10:00:00Z',
            subscriptionEnd: '2027-01-06T10:00:00Z',
            soFarMinor: 9_900,
            overageMinor: 0,
            expectedMinor: null,
          },
        }),
      ],
    },
  },
  async (page, expect) => {
    const plan = await textOf(page, 'em-plan-card');
    await expect('it is called one', /Trial[\s\S]*Free of charge until Dec 6, 2026/.test(plan));
    await expect('the first invoice comes with its end', /Next invoice on Dec 6, 2026/.test(plan));
    await expect('nothing is charged for the time of the trial', !/Overage/.test(plan));
  },
);

await state(
  'a change that waits, and credit',
  {
    views: TWO_VIEWS,
    api: {
      '/api/enterprise/summary': [
        200,
        summaryOf({
          subscription: {
            pendingChange: {
              plan: 'starter',
              planName: 'Starter',
              interval: 'MONTH',
              priceMinor: 2_900,
              at: '2026-12-22T10:00:00Z',
            },
          },
          charges: { creditMinor: 2_000 },
        }),
      ],
    },
  },
  async (page, expect) => {
    const plan = await textOf(page, 'em-plan-card');
    await expect('it is told with day and price', /Changes to Starter on Dec 22, 2026: \$29\.00 a month/.test(plan));
    await expect('credit is negative', /Paid by credit[\s\S]*-\$20\.00/.test(plan));
  },
);

await state(
  'a cancellation that waits',
  {
    api: {
      '/api/enterprise/summary': [
        200,
        summaryOf({ subscription: { cancelAt: '2026-12-22T10:00:00Z' }, missing: ['charges'] }),
      ],
    },
  },
  async (page, expect) => {
    const plan = await textOf(page, 'em-plan-card');
    await expect('its day is told', /Ends on Dec 22, 2026/.test(plan));
    await expect('no invoice is promised', /No further invoice/.test(plan) && !/Next invoice/.test(plan));
  },
);

await state(
  'a service that cannot decide',
  {
    views: [
      { width: 1440, height: 900 },
      { width: 360, height: 740, isMobile: true },
    ],
    api: {
      '/api/enterprise/summary': [
        200,
        {
          ...summaryOf(),
          accessViews: [
            {
              service: 'billing',
              ageSeconds: 47,
              staleAfterSeconds: 10,
              stale: true,
              checkedAt: '2026-11-28T20:00:00Z',
              since: '2026-11-28T19:59:13Z',
            },
          ],
        },
      ],
    },
  },
  async (page, expect) => {
    await expect('the service says so', /Cannot decide who may do what/.test(await textOf(page, 'em-services-card')));
    await expect('it counts as down on every page', /1 of 5 services down/.test(await textOf(page, 'em-health-dot')));
  },
);

await state('code that is gone after an update', { gone: /overview-page/ }, async (page, expect) => {
  await page.getByText('Overview could not be loaded').waitFor();
  await expect('reloading is offered', await page.getByRole('button', { name: 'Reload the page' }).isVisible());
});

await state('a chart whose code is gone', { gone: /chart-engine/ }, async (page, expect) => {
  await page.locator('em-day-chart').scrollIntoViewIfNeeded();
  await page.getByText('The chart could not be loaded').waitFor();
  await expect(
    'reloading is offered',
    await page.locator('em-day-chart').getByRole('button', { name: 'Reload the page' }).isVisible(),
  );
});

await state(
  'a link to an own organization beyond the first page',
  { path: `/?org=${globex.id}`, many: true },
  async (page, expect) => {
    await page.locator('em-usage-bar').first().waitFor();
    await expect('it is shown', (await textOf(page, 'em-overview-page')).includes('Globex'));
    await expect('nobody is told to have no access', (await page.getByText('You have no access').count()) === 0);
    await page.getByRole('button', { name: /^Organization:/ }).click();
    await expect('more can be loaded', await page.getByRole('button', { name: /Load more/ }).isVisible());
  },
);

await state(
  'a link to somebody else’s organization',
  { path: '/?org=0198c000-0000-7000-8000-0000000000ff', many: true },
  async (page, expect) => {
    await page.getByText('You have no access to the organization of this link').waitFor();
    await expect('an own one is shown instead', (await textOf(page, 'em-overview-page')).includes('Acme'));
  },
);

await state(
  'no plan',
  {
    views: [
      { width: 1440, height: 900 },
      { width: 360, height: 740, isMobile: true },
    ],
    api: {
      '/api/billing/usage': [200, { asOf: '2026-11-28T20:00:00Z', scope: 'ORGANIZATION', meters: [] }],
      '/api/enterprise/summary': [200, summaryOf({ plan: false })],
    },
  },
  async (page, expect) => {
    await page.getByText('No plan is in force').waitFor();
    await expect('the alert leads somewhere', await page.getByRole('link', { name: /Choose a plan/ }).isVisible());
    await expect('its age is that of the organization', /days ago|last/.test(await textOf(page, 'em-alerts-card')));
  },
);

await browser.close();
server.close();
console.log(`Pictures are in ${outDir}. ${findings.length} findings.`);
process.exit(findings.length ? 1 : 0);

/** Opens the page in each view, with these answers in place of the usual ones, and looks. */
async function state(
  name,
  { path = '/', views = [{ width: 1440, height: 900 }], api = {}, gone = null, many = false },
  look,
) {
  for (const { isMobile = false, colorScheme = 'light', ...viewport } of views) {
    const context = await browser.newContext({
      viewport,
      colorScheme,
      isMobile,
      hasTouch: isMobile,
      timezoneId: 'Asia/Kolkata',
    });
    const page = await context.newPage();
    const view = `${name}, ${viewport.width} ${colorScheme}`;
    const found = [];
    const replies = { ...answers({ many }), ...api };
    page.on('pageerror', (error) => found.push(`script: ${error.message}`));
    await page.clock.setFixedTime('2026-11-28T20:00:30Z');
    await page.route('**/api/**', (route) => reply(route, replies));
    if (gone) await page.route((url) => gone.test(url.pathname), (route) => route.fulfill({ status: 404, body: '' }));
    try {
      await page.goto(baseUrl + path);
      await page.waitForLoadState('networkidle');
      await look(page, async (what, holds) => holds || found.push(what), replies);
      await page.setViewportSize({
        ...viewport,
        height: await page.evaluate(() => document.documentElement.scrollHeight),
      });
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(outDir, `${view.replace(/[^a-z0-9]+/gi, '-')}.png`), fullPage: true });
      found.push(...(await page.evaluate(overflowing)));
      const { violations } = await new AxeBuilder({ page }).analyze();
      found.push(
        ...violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `axe: ${id} at ${nodes[0].target.flat().join(' ')}`),
      );
    } catch (failure) {
      found.push(failure.message.split('\n')[0]);
    }
    await context.close();
    console.log(`${view}: ${found.length ? found.join('; ') : 'fine'}`);
    findings.push(...found);
  }
}

async function reply(route, replies) {
  const { pathname, searchParams } = new URL(route.request().url());
  const known = replies[pathname];
  const [status, body] =
    typeof known === 'function' ? known(searchParams) : (known ?? [404, { title: 'Not found', status: 404 }]);
  await route.fulfill({
    status,
    contentType: status < 400 ? 'application/json' : 'application/problem+json',
    body: JSON.stringify(body),
  });
}

function textOf(page, selector) {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const text = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent;
        if (node instanceof HTMLStyleElement || (node instanceof HTMLElement && node.hidden)) return '';
        const children =
          node instanceof HTMLSlotElement ? node.assignedNodes() : [...(node.shadowRoot ?? node).childNodes];
        const block =
          node instanceof HTMLElement && /block|grid|flex|row|list/.test(getComputedStyle(node).display) ? '\n' : '';
        return block + children.map(text).join('') + block;
      };
      return text(element);
    });
}

function cards(page) {
  return page.evaluate(() =>
    [...document.querySelector('em-overview-page').shadowRoot.querySelectorAll('.grid > *')]
      .map((host) => host.shadowRoot.querySelector('em-card'))
      .map((card) => ({ heading: card.heading, kind: card.state.kind })),
  );
}

function overflowing() {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width
    ? [`the page is ${document.documentElement.scrollWidth} wide`]
    : [];
}

/** The pages as the gateway's build bundles them. */
async function bundled() {
  const esbuild = createRequire(libraries)('esbuild');
  const outdir = mkdtempSync(join(tmpdir(), 'em-pages-'));
  const { metafile } = await esbuild.build({
    entryPoints: [join(web, 'app/index.ts')],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    logLevel: 'error',
    nodePaths: [libraries],
    entryNames: 'app-[hash]',
    chunkNames: '[name]-[hash]',
    publicPath: '/static/bundle',
    absWorkingDir: web,
  });
  const entry = Object.keys(metafile.outputs)
    .map((output) => output.split('/').at(-1))
    .filter((output) => output.startsWith('app-'));
  return { outdir, entry };
}

function serve(request, response) {
  const { pathname } = new URL(request.url, 'http://local');
  const file = pathname.startsWith('/static/bundle/') ? join(bundle.outdir, pathname.slice(15))
    : ['/favicon.svg', '/theme.js'].includes(pathname) ? join(web, 'public', pathname) : null;
  try {
    const body = file
      ? readFileSync(file)
      : readFileSync(join(web, 'index.html'), 'utf8').replace('{#bundle /}', bundle.entry.map(tag).join(''));
    response
      .writeHead(200, { 'Content-Type': TYPES[extname(file ?? 'index.html')], 'Content-Security-Policy': POLICY })
      .end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function tag(name) {
  return name.endsWith('.css')
    ? `<link rel="stylesheet" href="/static/bundle/${name}">`
    : `<script type="module" src="/static/bundle/${name}"></script>`;
}
