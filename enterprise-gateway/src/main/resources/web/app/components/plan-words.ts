import type { Charges, IssuedInvoice, Subscription } from '../api/types';
import { money } from '../format/money';
import { dayOf, dayWithYearOf } from '../format/time';
import { titleCase } from '../format/words';
import type { Tone } from './badge';

export interface PlanWord {
  tone: Tone;
  word: string;
}

const WORDS: Record<string, PlanWord> = {
  TRIALING: { tone: 'info', word: 'Trial' },
  ACTIVE: { tone: 'positive', word: 'Active' },
  PAST_DUE: { tone: 'warning', word: 'Payment overdue' },
  SUSPENDED: { tone: 'critical', word: 'Suspended' },
};

/** The word for the state of the subscription; a state of a later version is shown as it is called. */
export function planWord({ status }: Subscription): PlanWord {
  return WORDS[status] ?? { tone: 'neutral', word: titleCase(status) };
}

/** "$99.00 a month" */
export function priceWords(priceMinor: number, currency: string, interval: string): string {
  return `${money(priceMinor, currency)} ${interval === 'YEAR' ? 'a year' : 'a month'}`;
}

/** What becomes of the subscription next, with its day: the end of a trial, what waits, or its next period. */
export function nextStep(subscription: Subscription, zone: string | null): string {
  const { cancelAt, currency, currentPeriodEnd, pendingChange, planName, status, trialEnd } = subscription;
  if (cancelAt !== null) {
    const what = status === 'TRIALING' ? 'Trial and subscription end' : 'Ends';
    return `${what} on ${dayWithYearOf(cancelAt, zone)}`;
  }
  if (pendingChange !== null) {
    const { at, interval, priceMinor } = pendingChange;
    const price = priceWords(priceMinor, currency, interval);
    return `Changes to ${pendingChange.planName} on ${dayWithYearOf(at, zone)}: ${price}`;
  }
  if (status === 'TRIALING' && trialEnd !== null) {
    return `Free of charge until ${dayWithYearOf(trialEnd, zone)}, then ${planName} is charged`;
  }
  return `Next period from ${dayWithYearOf(currentPeriodEnd, zone)}`;
}

/** "Dec 22 – Jan 22": the time that the price on the next invoice is for; null where it charges none. */
export function priceSpan({ subscriptionStart, subscriptionEnd }: Charges, zone: string | null): string | null {
  return subscriptionStart === null || subscriptionEnd === null
    ? null
    : spanOf(subscriptionStart, subscriptionEnd, zone);
}

/** What an issued invoice is and what is left to pay of it: "Credit note for INV-000002", "$52.50 open". */
export function invoiceWords({ corrects, currency, openMinor, status, totalMinor, type }: IssuedInvoice): string {
  if (type === 'CREDIT_NOTE') return corrects ? `Credit note for ${corrects}` : 'Credit note';
  if (status !== 'OPEN') return titleCase(status);
  return openMinor === totalMinor ? 'Open' : `${money(openMinor, currency)} open`;
}

/** "Dec 22 – Jan 22" */
export function spanOf(start: string, end: string, zone: string | null): string {
  return `${dayOf(start, zone)} – ${dayOf(end, zone)}`;
}
