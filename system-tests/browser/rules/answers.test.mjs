// What the pages read of answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';
import { answers as madeUp, summaryOf, usageOf } from '../made-up-answers.mjs';

const { accepted, liveUsage, organizationPage, session, summary } = app('./api/answers.js');
const { Malformed } = app('./api/read.js');

test('an answer as the services give it is read as it is', () => {
  const read = summary(summaryOf(), '');
  assert.equal(read.health.score, 82);
  assert.deepEqual(read.charges, summaryOf().charges);
  assert.equal(read.series.meters[0].points.length, 30);
  assert.deepEqual(Object.keys(read.series.meters[0].points[0]), ['date', 'quantity']);
  assert.equal(read.usage.meters.find(({ meter }) => meter === 'ai_requests').state, 'OVERAGE');
  assert.equal(liveUsage(usageOf('ORGANIZATION'), '').usage.meters[0].softLimit, 80_000);
  assert.equal(session(madeUp()['/api/enterprise/session'][1], '').user.name, 'Olivia Owner');
  assert.equal(accepted({ organizationId: 'a', role: 'VIEWER' }, '').organizationId, 'a');
});

test('an answer without what the page needs is malformed', () => {
  const organization = {};
  const incomplete = { generatedAt: '2026-11-28T20:00:00Z', organization, sources: [] };
  for (const answer of [null, [], {}, { generatedAt: 'soon' }, incomplete]) {
    assert.throws(() => summary(answer, ''), Malformed);
  }
  assert.throws(() => session({ user: {}, csrfToken: 'x', organizations: [] }, ''), Malformed);
  assert.throws(() => accepted({}, ''), Malformed);
});

test('no figure that is missing is read as none', () => {
  for (const name of ['soFarMinor', 'subscriptionMinor', 'overageMinor', 'creditMinor', 'currency', 'periodEnd']) {
    const answer = summaryOf();
    delete answer.charges[name];
    assert.throws(() => summary(answer, ''), { message: new RegExp(`^charges\\.${name} is no `) });
  }
});

test('what is left out, what is null and what is added by a later version do no harm', () => {
  const read = summary(
    {
      generatedAt: '2026-11-28T20:00:00Z',
      organization: { id: 'a', name: 'Acme' },
      charges: null,
      sources: [],
      later: {},
    },
    '',
  );
  assert.equal(read.charges, null);
  assert.equal(read.openInvoices, null);
  assert.equal(read.health, null);
  assert.equal(read.organization.timeZone, null);
  assert.equal('later' in read, false);
});

test('a word that is not known yet is told as what is certain of it', () => {
  const answer = summaryOf();
  answer.health.checks[0].status = 'skipped';
  answer.health.checks[0].weight = 'fatal';
  answer.services[0].status = 'starting';
  answer.alerts[0].severity = 'fatal';
  answer.sources[0].status = 'late';
  answer.usage.meters[0].state = 'FROZEN';
  const read = summary(answer, '');
  assert.equal(read.health.checks[0].status, 'unknown');
  assert.equal(read.health.checks[0].weight, 'low');
  assert.equal(read.services[0].status, 'unknown');
  assert.equal(read.alerts[0].severity, 'warning');
  assert.equal(read.sources[0].status, null);
  assert.equal(read.usage.meters[0].state, null);
});

test('without a plan there is no usage, which is no error', () => {
  const answer = { asOf: '2026-11-28T20:00:00Z', scope: 'ORGANIZATION', meters: [] };
  assert.equal(liveUsage(answer, '').usage, null);
});

test('an organization has the role that is held on itself', () => {
  const onTeam = { nodeType: 'TEAM', nodeId: 't', role: 'ADMIN' };
  const onItself = { nodeType: 'ORGANIZATION', nodeId: 'a', role: 'VIEWER' };
  const page = organizationPage(
    {
      items: [
        { id: 'a', name: 'Acme', roles: [onTeam, onItself] },
        { id: 'b', name: 'Globex', roles: [onTeam] },
      ],
      nextCursor: 'more',
    },
    '',
  );
  assert.deepEqual(
    page.items.map(({ role }) => role),
    ['VIEWER', null],
  );
  assert.equal(page.nextCursor, 'more');
});
