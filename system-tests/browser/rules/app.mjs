// The modules of the pages as `npm test` compiles them, in a known language and time zone.
import { createRequire } from 'node:module';

process.env.TZ = 'UTC';
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['de-DE', 'en-US'] }, configurable: true });
Object.defineProperty(globalThis, 'location', { value: { origin: 'https://acme.example' }, configurable: true });

/** A module by its path: app('./format/csv.js'). */
export const app = createRequire(new URL('../target/rules/', import.meta.url));

/** A meter of a plan that includes a thousand, used to 900. */
export function meter(values) {
  return {
    meter: 'emails',
    unit: 'email',
    used: 900,
    state: 'WITHIN',
    included: 1_000,
    limit: 1_000,
    softLimit: 800,
    cap: null,
    behaviour: 'OVERAGE',
    remaining: 100,
    ...values,
  };
}

/** Days in a row with the quantity of each. */
export function points(first, count, quantity) {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => ({
    date: new Date(start + index * 86_400_000).toISOString().slice(0, 10),
    quantity: quantity(index),
  }));
}
