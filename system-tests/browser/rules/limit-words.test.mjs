// What is said of limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, meter } from './app.mjs';

const { behaviourWords, limitWord, measure } = app('./components/limit-words.js');
const { liveUsage } = app('./api/answers.js');

test('the word for a limit is that of the state, whatever the figures', () => {
  const tones = {
    NEAR_LIMIT: 'warning',
    AT_LIMIT: 'warning',
    OVERAGE: 'info',
    BLOCKED: 'critical',
    NOT_IN_PLAN: 'neutral',
  };
  for (const [state, tone] of Object.entries(tones)) assert.equal(limitWord(meter({ state })).tone, tone);
  assert.equal(limitWord(meter({ state: 'WITHIN', used: 5_000 })), null);
  assert.equal(limitWord(meter({ state: 'OVERAGE', cap: 2_000 })).word, 'In overage');
});

test('each behaviour has its words, and overage is not said to block', () => {
  assert.equal(behaviourWords(meter({ behaviour: 'WARN' })), 'Warns at the limit');
  assert.equal(behaviourWords(meter({ behaviour: 'BLOCK' })), 'Blocks at the limit');
  assert.equal(behaviourWords(meter({ behaviour: 'OVERAGE' })), 'Overage is charged');
});

test('a bar is drawn against the limit, and against nothing where it is 0', () => {
  assert.equal(measure(meter({ limit: 1_000, included: 800 })), 1_000);
  assert.equal(measure(meter({ limit: 0 })), null);
  assert.equal(measure(meter({ limit: null })), null);
});

test('where limits are not told there is no word, no measure and no number that is none', () => {
  const { usage } = liveUsage(
    {
      asOf: '2026-11-28T20:00:00Z',
      scope: 'SUBTREE',
      periodStart: '2026-11-01T00:00:00Z',
      periodEnd: '2026-12-01T00:00:00Z',
      meters: [{ meter: 'emails', unit: 'email', used: 7 }],
    },
    '',
  );
  const [read] = usage.meters;
  assert.equal(usage.scope, 'SUBTREE');
  assert.equal(limitWord(read), null);
  assert.equal(behaviourWords(read), null);
  assert.equal(measure(read), null);
  assert.equal(read.included, null);
  assert.deepEqual(
    Object.values(read).filter((value) => value === undefined || Number.isNaN(value)),
    [],
  );
});
