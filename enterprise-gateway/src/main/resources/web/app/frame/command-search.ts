import type { IconName } from '../components/icon';

const GROUPS = ['Pages', 'Organizations', 'Actions'] as const;

export interface Command {
  group: (typeof GROUPS)[number];
  name: string;
  hint: string;
  icon: IconName;
  run: () => void;
}

/** The commands whose name holds every word of the query, group by group, those that begin with it first. */
export function matching(all: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, group }) =>
    words.every((word) => `${name} ${group}`.toLowerCase().includes(word)),
  );
  const begins = ({ name }: Command) => (words[0] && name.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return found.sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || begins(a) - begins(b));
}
