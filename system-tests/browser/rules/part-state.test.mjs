// The state of a card.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { figuresOf, forbidden, partState } = app('./components/part-state.js');
const { Problem } = app('./api/problem.js');

const SUBJECT = { what: 'Cost', source: 'charges', service: 'Billing', role: 'Admin' };
const EMPTY = { kind: 'empty', shows: 'what it costs', todo: 'subscribe' };
const AT = '2026-11-28T19:00:00Z';

test('a card loads until there is an answer, and fails with the answer that failed', () => {
  assert.deepEqual(stateOf({ value: null, problem: null }, 'missing'), { kind: 'loading' });
  const problem = new Problem(503, 'Not available');
  assert.deepEqual(stateOf({ value: null, problem }, 'missing'), { kind: 'failed', what: 'Cost', problem });
});

test('who may not see it is told which role it takes', () => {
  const state = { kind: 'forbidden', what: 'cost', role: 'Admin' };
  assert.deepEqual(forbidden(SUBJECT), state);
  assert.deepEqual(stateOf({ value: null, problem: new Problem(403, 'Forbidden') }, 'missing'), state);
  assert.deepEqual(stateOf(answered('forbidden'), 'missing'), state);
});

test('figures that came are shown, and none of them is empty', () => {
  assert.deepEqual(stateOf(answered('ok'), 'some'), { kind: 'ready' });
  assert.equal(stateOf(answered('ok'), 'none'), EMPTY);
  assert.equal(stateOf(answered('ok'), 'missing'), EMPTY);
  assert.equal(stateOf(answered('missing'), 'missing'), EMPTY);
});

test('what is not known is not shown as none', () => {
  const state = stateOf(answered('failed', { error: 'its answer could not be read' }), 'missing');
  assert.equal(state.kind, 'failed');
  assert.equal(state.problem.title, 'Billing gave no figures');
  assert.equal(state.problem.detail, 'Its answer could not be read');
  assert.equal(stateOf(answered(null), 'missing').kind, 'failed');
  assert.equal(stateOf({ value: { sources: [] }, problem: null }, 'missing').problem.detail, 'It was not asked');
});

test('earlier figures are shown as such, with the time they are of', () => {
  for (const figures of ['some', 'none']) {
    const silent = stateOf(answered('failed'), figures);
    assert.deepEqual([silent.kind, silent.since], ['stale', AT]);
    assert.match(silent.why, /Billing does not answer/);
    const behind = stateOf(answered('stale'), figures);
    assert.deepEqual([behind.kind, behind.since], ['stale', AT]);
    assert.match(behind.why, /Billing is behind/);
  }
});

test('a failure later on leaves the answer that is there', () => {
  const loaded = { ...answered('ok'), problem: new Problem(503, 'Not available') };
  assert.deepEqual(stateOf(loaded, 'some'), { kind: 'ready' });
});

test('a list that is empty has no figures, one that is not there is missing', () => {
  assert.equal(figuresOf(null), 'missing');
  assert.equal(figuresOf([]), 'none');
  assert.equal(figuresOf([0]), 'some');
});

function stateOf(loaded, figures) {
  return partState(loaded, SUBJECT, figures, () => EMPTY);
}

function answered(status, values) {
  const other = { name: 'usage', service: 'billing', status: 'ok', at: null, error: null };
  return {
    value: { sources: [other, { name: 'charges', service: 'billing', status, at: AT, error: null, ...values }] },
    problem: null,
  };
}
