// Which days of a series are shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, points } from './app.mjs';

const { csvRows, daysWithoutData, highestDay, latestDays, todaySoFar } = app('./format/usage-days.js');
const { rangeOf, ranges } = app('./state/ranges.js');

// 28 November, 20:00 UTC: in Kolkata it is the 29th, in Los Angeles still the 28th.
const kolkata = {
  timeZone: 'Asia/Kolkata',
  today: '2026-11-29',
  approximate: true,
  meters: [
    { meter: 'emails', points: points('2026-10-31', 30, (index) => 100 + index) },
    { meter: 'jobs', points: points('2026-10-31', 30, (index) => (index === 29 ? null : 0)) },
  ],
};

test('the days of a range are the latest dates of the series, none lost and none shifted', () => {
  const all = latestDays(kolkata.meters[0], 30);
  assert.equal(all.length, 30);
  assert.deepEqual(all[0], { day: '2026-10-31', quantity: 100 });
  assert.deepEqual(all.at(-1), { day: '2026-11-29', quantity: 129 });
  assert.deepEqual(latestDays(kolkata.meters[0], 7).map(({ day }) => day)[0], '2026-11-23');
});

test('today is the date in the zone of the series', () => {
  assert.equal(todaySoFar(latestDays(kolkata.meters[0], 30), kolkata.today), 129);
  assert.equal(todaySoFar(latestDays(kolkata.meters[1], 30), kolkata.today), null);
  assert.equal(todaySoFar(latestDays(kolkata.meters[0], 30), '2026-11-30'), null);
});

test('the highest day is the date on which most was used, the earliest of several', () => {
  assert.deepEqual(highestDay(latestDays(kolkata.meters[0], 30)), { day: '2026-11-29', quantity: 129 });
  assert.deepEqual(highestDay(latestDays(kolkata.meters[1], 30)), { day: '2026-10-31', quantity: 0 });
  assert.equal(highestDay([{ day: '2026-11-29', quantity: null }]), null);
});

test('days without data are told in runs, and no day with data is among them', () => {
  const day = (number, quantity) => ({ day: `2026-11-0${number}`, quantity });
  assert.deepEqual(daysWithoutData([day(1, null), day(2, 0), day(3, null), day(4, null)]), [
    { first: '2026-11-01', last: '2026-11-01', days: 1 },
    { first: '2026-11-03', last: '2026-11-04', days: 2 },
  ]);
  assert.deepEqual(daysWithoutData([day(1, 5), day(2, 0)]), []);
});

test('a CSV holds every day of every meter, and the zone they are meant in', () => {
  const rows = csvRows(kolkata, 30);
  assert.deepEqual(rows[0], ['date (Asia/Kolkata)', 'emails', 'jobs']);
  assert.equal(rows.length, 31);
  assert.equal(
    rows.slice(1).reduce((sum, row) => sum + row[1], 0),
    30 * 100 + (29 * 30) / 2,
  );
  assert.deepEqual(rows.at(-1), ['2026-11-29', 129, null]);
});

test('a meter that began later has empty cells before', () => {
  const later = { ...kolkata, meters: [kolkata.meters[0], { meter: 'new', points: points('2026-11-28', 2, () => 1) }] };
  const rows = csvRows(later, 30);
  assert.deepEqual(rows[1], ['2026-10-31', 100, null]);
  assert.deepEqual(rows.at(-1), ['2026-11-29', 129, 1]);
});

test('a range is that of the address, or the first one', () => {
  for (const range of ranges) {
    assert.equal(rangeOf(range.id), range);
    assert.equal(range.id, `${range.days}d`);
  }
  assert.equal(rangeOf('90d').days, 30);
  assert.equal(rangeOf(null).days, 30);
});
