// Instants, dates and the zones in which they are shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const time = app('./format/time.js');
const { zoneOf } = app('./format/time-zone.js');

const NOW = Date.parse('2026-11-28T20:00:00Z');

test('time that has passed is told in whole minutes, hours or days', () => {
  assert.equal(time.relative('2026-11-28T19:59:01Z', NOW), 'just now');
  assert.equal(time.relative('2026-11-28T19:59:00Z', NOW), '1 minute ago');
  assert.equal(time.relative('2026-11-28T19:00:01Z', NOW), '59 minutes ago');
  assert.equal(time.relative('2026-11-28T19:00:00Z', NOW), '1 hour ago');
  assert.equal(time.relative('2026-11-27T20:00:00Z', NOW), 'yesterday');
  assert.equal(time.relative('2026-11-18T20:00:00Z', NOW), '10 days ago');
  assert.equal(time.relative('2026-12-01T20:00:00Z', NOW), 'in 3 days');
});

test('an age is short and never below zero', () => {
  assert.equal(time.age('2026-11-28T19:59:15Z', NOW), '45 s');
  assert.equal(time.age('2026-11-28T19:48:00Z', NOW), '12 min');
  assert.equal(time.age('2026-11-28T17:00:00Z', NOW), '3 h');
  assert.equal(time.age('2026-10-18T20:00:00Z', NOW), '41 d');
  assert.equal(time.age('2026-11-28T20:00:05Z', NOW), '0 s');
});

test('a clock tells the day as well unless it is today', () => {
  assert.equal(time.clock('2026-11-28T14:02:00Z', NOW), '14:02');
  assert.equal(time.clock('2026-11-27T14:02:00Z', NOW), 'Nov 27, 14:02');
});

test('an instant in full tells year, second and zone', () => {
  assert.match(time.absolute('2026-11-28T14:02:03Z'), /Nov 28, 2026.*14:02:03.*UTC/);
});

test('a date is shown as it is, an instant in the zone of the organization', () => {
  assert.equal(time.day('2026-11-29'), 'Nov 29');
  assert.equal(time.dayWithWeekday('2026-11-29'), 'Sun, Nov 29, 2026');
  assert.equal(time.dayOf('2026-11-28T20:00:00Z', 'Asia/Kolkata'), 'Nov 29');
  assert.equal(time.dayOf('2026-11-29T05:00:00Z', 'America/Los_Angeles'), 'Nov 28');
  assert.equal(time.dayWithYearOf('2026-12-31T20:00:00Z', 'Asia/Kolkata'), 'Jan 1, 2027');
});

test('a zone that is not known is shown as UTC', () => {
  assert.equal(time.dayOf('2026-11-28T20:00:00Z', null), 'Nov 28');
  assert.equal(time.dayWithYearOf('2026-11-28T20:00:00Z', 'Mars/Olympus'), 'Nov 28, 2026');
});

test('the zone is that of the organization, else that of the series', () => {
  const series = { timeZone: 'Asia/Kolkata' };
  assert.equal(zoneOf({ organization: { timeZone: 'Europe/Paris' }, series }), 'Europe/Paris');
  assert.equal(zoneOf({ organization: { timeZone: null }, series }), 'Asia/Kolkata');
  assert.equal(zoneOf({ organization: { timeZone: null }, series: null }), null);
  assert.equal(zoneOf(null), null);
});

test('the day that has begun counts as left, and none is left afterwards', () => {
  assert.equal(time.daysUntil('2026-11-28T20:00:01Z', NOW), 1);
  assert.equal(time.daysUntil('2026-11-29T20:00:00Z', NOW), 1);
  assert.equal(time.daysUntil('2026-11-29T20:00:01Z', NOW), 2);
  assert.equal(time.daysUntil('2026-11-28T20:00:00Z', NOW), 0);
  assert.equal(time.daysUntil('2026-11-01T20:00:00Z', NOW), 0);
});
