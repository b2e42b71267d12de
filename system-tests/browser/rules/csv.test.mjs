// Tables as files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { csv } = app('./format/csv.js');

test('a row is a line, a cell that is not there is empty', () => {
  assert.equal(csv([['2026-11-29', 12, null]]), '2026-11-29,12,\r\n');
  assert.equal(csv([['a'], ['b']]), 'a\r\nb\r\n');
  assert.equal(csv([[-5, 0.25]]), '-5,0.25\r\n');
});

test('what separates cells is quoted', () => {
  assert.equal(csv([['a,b', 'a;b', 'a"b']]), '"a,b","a;b","a""b"\r\n');
  assert.equal(csv([['a\nb']]), '"a\nb"\r\n');
});

test('a cell is no formula, by whatever a spreadsheet separates cells', () => {
  for (const cell of ['=1+1', ' =1+1', '\u00a0=1+1', '\u200b@x', 'Mozilla (X;=1+1;)', 'a\t+1']) {
    const text = csv([[cell]]);
    assert.match(text, /'[\s\u00a0\u200b]*[=+\-@]/u, cell);
  }
  // A comma cuts only where the quotes around the cell count.
  assert.equal(csv([['a,-1']]), '"a,-1"\r\n');
});
