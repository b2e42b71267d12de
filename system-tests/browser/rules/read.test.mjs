// How values of an answer are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { Malformed, count, date, flag, instant, known, list, object, optional, text } = app('./api/read.js');

test('a value of another kind is malformed', () => {
  const wrong = [
    [text, 1],
    [count, '1'],
    [count, NaN],
    [count, Infinity],
    [flag, 'true'],
    [instant, 'soon'],
    [date, '2026-11-28T00:00:00Z'],
    [list(text), {}],
    [object({}), []],
    [object({}), null],
  ];
  for (const [reader, value] of wrong) assert.throws(() => reader(value, 'x'), Malformed);
});

test('a value of the right kind is as it was', () => {
  const right = [
    [text, ''],
    [count, 0],
    [flag, false],
    [instant, '2026-11-28T20:00:00Z'],
    [date, '2026-11-28'],
    [list(count), [1, 2]],
  ];
  for (const [reader, value] of right) assert.deepEqual(reader(value, 'x'), value);
});

test('the message names where the value stands', () => {
  const reader = object({ meters: list(object({ used: count })) });
  assert.throws(() => reader({ meters: [{ used: 1 }, { used: '2' }] }, ''), { message: 'meters[1].used is no number' });
});

test('what is left out and what is null is the same, but not what is empty', () => {
  assert.equal(optional(count)(undefined, 'x'), null);
  assert.equal(optional(count)(null, 'x'), null);
  assert.equal(optional(count)(0, 'x'), 0);
  assert.equal(optional(text)('', 'x'), '');
  assert.throws(() => optional(count)('', 'x'), Malformed);
});

test('a word is one of those that are known, or null', () => {
  assert.equal(known('up', 'down')('down', 'x'), 'down');
  assert.equal(known('up', 'down')('DOWN', 'x'), null);
  assert.equal(known('up', 'down')(undefined, 'x'), null);
});
