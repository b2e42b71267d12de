// The rules of the pages, which need no browser: what is read from answers, which days are shown, which words limits get.
//
//   npm install && npm test
//
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

globalThis.navigator ??= { languages: ['en-US'] };
const require = createRequire(import.meta.url);
const { liveUsage, organizationPage, session, summary } = require('./target/rules/api/answers.js');
const { Malformed } = require('./target/rules/api/read.js');
const { csv } = require('./target/rules/format/csv.js');
const { day, dayOf, dayWithYearOf } = require('./target/rules/format/time.js');
const { behaviourWords, limitWord, measure } = require('./target/rules/pages/overview/limit-words.js');
const { csvRows, highestDay, latestDays, todaySoFar } = require('./target/rules/pages/overview/usage-days.js');

// 28 November, 20:00 UTC: in Kolkata it is the 29th, in Los Angeles still the 28th.
const kolkata = {
  timeZone: 'Asia/Kolkata',
  today: '2026-11-29',
  approximate: true,
  meters: [
    { meter: 'emails', points: points('2026-10-31', 30, (index) => 100 + index) },
    { meter: 'jobs', points: points('2026-10-31', 30, (index) => (index === 29 ? null : 0)) },
  ],
};

test('the days of a range are the latest dates of the series, none lost and none shifted', () => {
  const all = latestDays(kolkata.meters[0], 30);
  assert.equal(all.length, 30);
  assert.deepEqual(all[0], { day: '2026-10-31', quantity: 100 });
  assert.deepEqual(all.at(-1), { day: '2026-11-29', quantity: 129 });
  assert.deepEqual(latestDays(kolkata.meters[0], 7).map((value) => value.day)[0], '2026-11-23');
});

test('today is the date in the zone of the series', () => {
  assert.equal(todaySoFar(latestDays(kolkata.meters[0], 30), kolkata.today), 129);
  assert.equal(todaySoFar(latestDays(kolkata.meters[1], 30), kolkata.today), null);
});

test('the highest day is the date on which most was used', () => {
  assert.deepEqual(highestDay(latestDays(kolkata.meters[0], 30)), { day: '2026-11-29', quantity: 129 });
  assert.equal(highestDay([{ day: '2026-11-29', quantity: null }]), null);
});

test('a CSV holds every day of every meter, and the zone they are meant in', () => {
  const rows = csvRows(kolkata, 30);
  assert.deepEqual(rows[0], ['date (Asia/Kolkata)', 'emails', 'jobs']);
  assert.equal(rows.length, 31);
  assert.equal(rows.slice(1).reduce((sum, row) => sum + row[1], 0), 30 * 100 + (29 * 30) / 2);
  assert.deepEqual(rows.at(-1), ['2026-11-29', 129, null]);
});

test('a cell is no formula, by whatever a spreadsheet separates cells', () => {
  for (const cell of ['=1+1', ' =1+1', '\u00a0=1+1', '\u200b@x', 'Mozilla (X;=1+1;)', 'a\t+1']) {
    const text = csv([[cell]]);
    assert.match(text, /'[\s\u00a0\u200b]*[=+\-@]/u, cell);
  }
  // A comma cuts only where the quotes around the cell count.
  assert.equal(csv([['a,-1']]), '"a,-1"\r\n');
  assert.equal(csv([['2026-11-29', 12, null]]), '2026-11-29,12,\r\n');
});

test('a date is shown as it is, an instant in the zone of the organization', () => {
  assert.match(day('2026-11-29'), /29/);
  assert.match(dayOf('2026-11-28T20:00:00Z', 'Asia/Kolkata'), /29/);
  assert.match(dayOf('2026-11-29T05:00:00Z', 'America/Los_Angeles'), /28/);
  assert.match(dayWithYearOf('2026-11-28T20:00:00Z', 'Mars/Olympus'), /28/);
});

test('the word for a limit is that of the state, whatever the figures', () => {
  const words = { NEAR_LIMIT: 'warning', AT_LIMIT: 'warning', OVERAGE: 'info', BLOCKED: 'critical', NOT_IN_PLAN: 'neutral' };
  for (const [state, tone] of Object.entries(words)) assert.equal(limitWord(meter({ state })).tone, tone);
  assert.equal(limitWord(meter({ state: 'WITHIN', used: 5_000 })), null);
  assert.equal(limitWord(meter({ state: 'OVERAGE', cap: 2_000 })).word, 'In overage');
});

test('where limits are not told there is no word, no measure and no number that is none', () => {
  const { usage } = liveUsage(
    { asOf: '2026-11-28T20:00:00Z', scope: 'SUBTREE', periodStart: '2026-11-01T00:00:00Z', periodEnd: '2026-12-01T00:00:00Z',
      meters: [{ meter: 'emails', unit: 'email', used: 7 }] },
    '',
  );
  assert.equal(usage.scope, 'SUBTREE');
  assert.equal(limitWord(usage.meters[0]), null);
  assert.equal(behaviourWords(usage.meters[0]), null);
  assert.equal(measure(usage.meters[0]), null);
  assert.equal(usage.meters[0].included, null);
  assert.deepEqual(Object.values(usage.meters[0]).filter((value) => value === undefined || Number.isNaN(value)), []);
});

test('without a plan there is no usage, which is no error', () => {
  assert.equal(liveUsage({ asOf: '2026-11-28T20:00:00Z', scope: 'ORGANIZATION', meters: [] }, '').usage, null);
});

test('an answer without what the page needs is malformed', () => {
  for (const answer of [null, [], {}, { generatedAt: 'soon' }, { generatedAt: '2026-11-28T20:00:00Z', organization: {}, sources: [] }]) {
    assert.throws(() => summary(answer, ''), Malformed);
  }
  assert.throws(() => session({ user: {}, csrfToken: 'x', organizations: [] }, ''), Malformed);
});

test('what is left out, what is null and what is added by a later version do no harm', () => {
  const read = summary({ generatedAt: '2026-11-28T20:00:00Z', organization: { id: 'a', name: 'Acme' }, charges: null, sources: [], later: {} }, '');
  assert.equal(read.charges, null);
  assert.equal(read.openInvoices, null);
  assert.equal(read.organization.timeZone, null);
});

test('an organization has the role that is held on itself', () => {
  const page = organizationPage(
    { items: [
        { id: 'a', name: 'Acme', roles: [{ nodeType: 'TEAM', nodeId: 't', role: 'ADMIN' }, { nodeType: 'ORGANIZATION', nodeId: 'a', role: 'VIEWER' }] },
        { id: 'b', name: 'Globex', roles: [{ nodeType: 'TEAM', nodeId: 't', role: 'ADMIN' }] },
      ], nextCursor: 'more' },
    '',
  );
  assert.deepEqual(page.items.map(({ role }) => role), ['VIEWER', null]);
  assert.equal(page.nextCursor, 'more');
});

function meter(values) {
  return { meter: 'emails', unit: 'email', used: 900, included: 1_000, limit: 1_000, softLimit: 800, cap: null, behaviour: 'OVERAGE', remaining: 100, ...values };
}

function points(first, count, quantity) {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => ({
    date: new Date(start + index * 86_400_000).toISOString().slice(0, 10),
    quantity: quantity(index),
  }));
}
