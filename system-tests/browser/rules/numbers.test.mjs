// Counts, shares and amounts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { abbreviated, counted, exact, percent } = app('./format/numbers.js');
const { money } = app('./format/money.js');
const { count } = app('./components/count.js');
const { locale } = app('./format/locale.js');

test('the reader’s own kind of English is taken', () => {
  assert.equal(locale, 'en-US');
});

test('a count is exact below ten thousand and abbreviated from there on', () => {
  assert.equal(exact(1_234_567), '1,234,567');
  assert.equal(abbreviated(9_999), '9,999');
  assert.equal(abbreviated(10_000), '10K');
  assert.equal(abbreviated(-1_234_567), '-1.2M');
});

test('a whole is never shown before it is reached', () => {
  assert.equal(percent(0.824), '82.4%');
  assert.equal(percent(0.99999), '99.9%');
  assert.equal(percent(1), '100%');
  assert.equal(percent(1.103), '110.3%');
});

test('one is told in the singular', () => {
  assert.equal(counted(1, 'day'), '1 day');
  assert.equal(counted(0, 'day'), '0 days');
  assert.equal(counted(1_200, 'reply', 'replies'), '1,200 replies');
});

test('an amount is exact, in its currency’s own number of digits', () => {
  assert.equal(money(0, 'USD'), '$0.00');
  assert.equal(money(5, 'USD'), '$0.05');
  assert.equal(money(-11_444, 'USD'), '-$114.44');
  assert.equal(money(1_234, 'JPY'), '¥1,234');
  assert.match(money(1_234, 'KWD'), /1\.234$/);
  // A division by a hundred would give ...991.
  assert.equal(money(9_007_199_254_740_991, 'USD'), '$90,071,992,547,409.91');
});

test('a count shows the short form and has the exact one as its title', () => {
  assert.deepEqual(count(1_234_567, 'email').values, ['1,234,567 email', '1.2M']);
  assert.deepEqual(count(7).values, ['7', '7']);
});
