// What is marked of an audit event.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { actorName, isPosted, noteworthy } = app('./components/event-words.js');

test('an event that a principal posted is told apart from one of a service', () => {
  assert.equal(isPosted(event({ source: '/principals/1' })), true);
  assert.equal(isPosted(event({ source: '/billing-service' })), false);
  assert.equal(isPosted(event({ source: null })), false);
});

test('what did not succeed is marked, before what is graver than usual', () => {
  assert.equal(noteworthy(event({})), null);
  assert.deepEqual(noteworthy(event({ outcome: 'FAILURE', severity: 'WARNING' })), {
    tone: 'critical',
    word: 'FAILURE',
  });
  assert.deepEqual(noteworthy(event({ outcome: 'denied' })), { tone: 'warning', word: 'DENIED' });
  assert.deepEqual(noteworthy(event({ outcome: 'PENDING' })), { tone: 'neutral', word: 'PENDING' });
  assert.deepEqual(noteworthy(event({ severity: 'CRITICAL' })), { tone: 'critical', word: 'CRITICAL' });
});

test('who is not named is a service, or unknown where a program posted it', () => {
  assert.equal(actorName(event({ actor: 'Olivia' })), 'Olivia');
  assert.equal(actorName(event({})), 'System');
  assert.equal(actorName(event({ source: '/principals/1' })), 'Unknown');
});

function event(values) {
  return { outcome: 'SUCCESS', severity: 'INFO', source: '/billing-service', actor: null, ...values };
}
