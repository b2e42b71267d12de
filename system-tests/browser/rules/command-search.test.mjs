// What the command palette finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { matching } = app('./frame/command-search.js');

const all = [
  ['Actions', 'Sign out'],
  ['Organizations', 'Globex Overview'],
  ['Organizations', 'Overseas'],
  ['Pages', 'Overview'],
].map(([group, name]) => ({ group, name }));

test('a command is found by every word of the query, whatever the case', () => {
  assert.deepEqual(names('OVER'), ['Overview', 'Overseas', 'Globex Overview']);
  assert.deepEqual(names('over globex'), ['Globex Overview']);
  assert.deepEqual(names('nothing'), []);
});

test('a group is found by its name, and groups come in their order', () => {
  assert.deepEqual(names('organizations'), ['Globex Overview', 'Overseas']);
  assert.deepEqual(names(''), ['Overview', 'Globex Overview', 'Overseas', 'Sign out']);
});

function names(query) {
  return matching(all, query).map(({ name }) => name);
}
