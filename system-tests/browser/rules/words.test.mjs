// Names and words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { actionWords, capitalized, initials, roleName, titleCase, withinSentence } = app('./format/words.js');
const { meterHue, meterName } = app('./format/meters.js');

test('an action is told by its last two words', () => {
  assert.equal(actionWords('billing.subscription.upgraded'), 'Subscription upgraded');
  assert.equal(actionWords('api_key.made'), 'Api key made');
  assert.equal(actionWords('login'), 'Login');
});

test('a word of an interface is told in small letters', () => {
  assert.equal(titleCase('PAST_DUE'), 'Past due');
  assert.equal(capitalized('its answer is late'), 'Its answer is late');
  assert.equal(capitalized(''), '');
  assert.equal(withinSentence('Emails'), 'emails');
  assert.equal(withinSentence('AI requests'), 'AI requests');
});

test('who has no role on the organization is part of a team', () => {
  assert.equal(roleName('OWNER'), 'Owner');
  assert.equal(roleName(null), 'Part of a team');
});

test('initials are those of the first and the last name', () => {
  assert.equal(initials('Olivia van der Owner'), 'OO');
  assert.equal(initials('  vera '), 'V');
  assert.equal(initials(''), '');
});

test('a meter that nobody named here gets its name from its id', () => {
  assert.equal(meterName('ai_requests'), 'AI requests');
  assert.equal(meterName('storage_gb'), 'Storage gb');
});

test('a meter keeps its hue, and an operator’s gets none of the known ones', () => {
  assert.equal(meterHue('emails'), '--hue-1');
  for (const meter of ['storage_gb', 'seats', 'build-minutes', 'constructor']) {
    assert.match(meterHue(meter), /^--hue-[5-8]$/);
    assert.equal(meterHue(meter), meterHue(meter));
  }
});
