/**
 * Reads a value of an answer; `at` is its position in the answer, for the message when the value is not of the expected
 * form.
 */
export type Reader<T> = (value: unknown, at: string) => T;

/** An answer that is not of the expected form. */
export class Malformed extends Error {
  constructor(at: string, expected: string) {
    super(`${at} is no ${expected}`);
  }
}

export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string') throw new Malformed(at, 'text');
  return value;
};

export const count: Reader<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Malformed(at, 'number');
  return value;
};

export const flag: Reader<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Malformed(at, 'true or false');
  return value;
};

export const instant: Reader<string> = (value, at) => {
  if (Number.isNaN(Date.parse(text(value, at)))) throw new Malformed(at, 'instant');
  return value as string;
};

/** A date without a time, 2026-11-28. */
export const date: Reader<string> = (value, at) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text(value, at))) throw new Malformed(at, 'date');
  return value as string;
};

/** What is left out and what is null is the same: null. */
export function optional<T>(reader: Reader<T>): Reader<T | null> {
  return (value, at) => (value === undefined || value === null ? null : reader(value, at));
}

/** One of these words; any other, such as one of a later version, is not known: null. */
export function known<T extends string>(...words: readonly T[]): Reader<T | null> {
  return (value) => words.find((word) => word === value) ?? null;
}

export function list<T>(reader: Reader<T>): Reader<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Malformed(at, 'list');
    return value.map((each, index) => reader(each, `${at}[${index}]`));
  };
}

/** An object with these members; what else it has is ignored. */
export function object<T>(members: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(at, 'object');
    const source = value as Record<string, unknown>;
    const found: Partial<T> = {};
    for (const name of Object.keys(members) as (keyof T & string)[]) {
      found[name] = members[name](source[name], at ? `${at}.${name}` : name);
    }
    return found as T;
  };
}
