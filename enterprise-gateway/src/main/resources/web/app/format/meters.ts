import { capitalized } from './words';

const KNOWN: Record<string, { name: string; hue: number }> = {
  emails: { name: 'Emails', hue: 1 },
  ai_requests: { name: 'AI requests', hue: 2 },
  contacts: { name: 'Contacts', hue: 3 },
  api_calls: { name: 'API calls', hue: 4 },
};
const OPERATORS_HUES = [5, 6, 7, 8];

export function meterName(meter: string): string {
  const known = KNOWN[meter];
  if (known) return known.name;
  return capitalized(meter.replace(/[_.-]+/g, ' '));
}

/** The custom property of the meter's hue: the same on every page, also for a meter that an operator defined. */
export function meterHue(meter: string): string {
  return `--hue-${KNOWN[meter]?.hue ?? OPERATORS_HUES[hash(meter) % OPERATORS_HUES.length]}`;
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + character.charCodeAt(0)) >>> 0;
  return value;
}
