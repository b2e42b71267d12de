// What is said of the health of an organization and of the services.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { costOf, failedChecks, verdict } = app('./pages/overview/health-verdict.js');
const { conditionOf } = app('./frame/suite-condition.js');

test('the verdict follows the score, unless a critical check fails or nothing is known', () => {
  const word = (score, confidence = 100, capped = false) => verdict({ score, confidence, capped, checks: [] }).word;
  assert.equal(word(100), 'Healthy');
  assert.equal(word(90), 'Healthy');
  assert.equal(word(89), 'Needs attention');
  assert.equal(word(49), 'At risk');
  assert.equal(word(95, 100, true), 'At risk');
  assert.equal(word(100, 60), 'Healthy as far as known');
  assert.equal(word(0, 0), 'Unknown');
});

test('failed checks come by what they cost, the dearest first', () => {
  const checks = [check('low', 'fail'), check('critical', 'pass'), check('high', 'fail'), check('medium', 'unknown')];
  assert.deepEqual(
    failedChecks(checks).map(({ weight }) => weight),
    ['high', 'low'],
  );
});

test('the checks with a known result share a hundred points', () => {
  const checks = [check('critical', 'pass'), check('high', 'fail'), check('low', 'fail'), check('medium', 'unknown')];
  assert.equal(costOf(checks[1], checks), 37.5);
  assert.equal(costOf(checks[2], checks), 12.5);
  assert.equal(costOf(checks[3], [checks[3]]), 0);
});

test('a service that is down, or cannot decide, is told before one that is unknown', () => {
  const services = ['up', 'up', 'unknown'].map((status, index) => ({ name: `s${index}`, status }));
  const condition = (value) => conditionOf(value, false).word;
  assert.equal(condition({ services: services.slice(0, 2), accessViews: null }), 'All services up');
  assert.equal(condition({ services, accessViews: [] }), '1 of 3 services unknown');
  assert.equal(condition({ services, accessViews: [{ service: 's0', stale: true }] }), '1 of 3 services down');
  assert.equal(condition({ services: [{ name: 's', status: 'down' }], accessViews: null }), '1 of 1 services down');
});

test('without an answer nothing is known', () => {
  assert.equal(conditionOf(null, false).word, 'Checking health');
  assert.equal(conditionOf({ services: [{ name: 's', status: 'up' }] }, true).word, 'Health unknown');
});

function check(weight, status) {
  return { weight, status };
}
