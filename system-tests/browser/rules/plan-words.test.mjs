// What is said of the plan and of what becomes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';
import { summaryOf } from '../made-up-answers.mjs';

const { invoiceWords, nextStep, planWord, priceSpan, priceWords } = app('./components/plan-words.js');

const ZONE = 'Asia/Kolkata';
const END = '2026-12-31T20:00:00Z'; // the 1st of January in Kolkata
const plan = (values) => summaryOf({ subscription: values }).subscription;

test('each state has its word, and one of a later version is shown as it is called', () => {
  assert.deepEqual(planWord(plan({ status: 'TRIALING' })), { tone: 'info', word: 'Trial' });
  assert.deepEqual(planWord(plan({ status: 'ACTIVE' })), { tone: 'positive', word: 'Active' });
  assert.equal(planWord(plan({ status: 'PAST_DUE' })).tone, 'warning');
  assert.equal(planWord(plan({ status: 'SUSPENDED' })).tone, 'critical');
  assert.deepEqual(planWord(plan({ status: 'ON_HOLD' })), { tone: 'neutral', word: 'On hold' });
});

test('a price is told with its interval', () => {
  assert.equal(priceWords(9_900, 'USD', 'MONTH'), '$99.00 a month');
  assert.equal(priceWords(99_000, 'USD', 'YEAR'), '$990.00 a year');
});

test('what comes next is told with its day in the zone of the organization', () => {
  const pendingChange = { plan: 'starter', planName: 'Starter', interval: 'YEAR', priceMinor: 29_000, at: END };
  assert.equal(nextStep(plan({ currentPeriodEnd: END }), ZONE), 'Next period from Jan 1, 2027');
  assert.equal(nextStep(plan({ pendingChange }), ZONE), 'Changes to Starter on Jan 1, 2027: $290.00 a year');
  assert.equal(nextStep(plan({ cancelAt: END }), ZONE), 'Ends on Jan 1, 2027');
});

test('a trial tells its end, unless the subscription ends with it; one that is over tells nothing', () => {
  const trial = { status: 'TRIALING', trialEnd: END };
  const charged = 'Free of charge until Jan 1, 2027, then Professional is charged';
  assert.equal(nextStep(plan(trial), ZONE), charged);
  assert.equal(nextStep(plan({ ...trial, cancelAt: END }), ZONE), 'Trial and subscription end on Jan 1, 2027');
  assert.equal(nextStep(plan({ trialEnd: '2026-11-22T10:00:00Z' }), ZONE), 'Next period from Dec 22, 2026');
});

test('an invoice tells what is open of it, a credit note what it corrects', () => {
  const [creditNote, open, paid] = summaryOf().latestInvoices;
  assert.equal(invoiceWords(creditNote), 'Credit note for INV-000003');
  assert.equal(invoiceWords({ ...creditNote, corrects: null }), 'Credit note');
  assert.equal(invoiceWords(open), '$52.50 open');
  assert.equal(invoiceWords({ ...open, openMinor: 9_900 }), 'Open');
  assert.equal(invoiceWords(paid), 'Paid');
});

test('the time that the price is for is told where a price is charged', () => {
  assert.equal(priceSpan(summaryOf().charges, ZONE), 'Dec 22 – Jan 22');
  const none = { subscriptionStart: null, subscriptionEnd: null };
  assert.equal(priceSpan(summaryOf({ charges: none }).charges, ZONE), null);
});
