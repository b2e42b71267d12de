/** "billing.subscription.upgraded" as "Subscription upgraded". */
export function actionWords(action: string): string {
  return capitalized(action.split('.').slice(-2).join(' ').replace(/[_-]/g, ' '));
}

/** "its answer is late" as "Its answer is late". */
export function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "Emails" as "emails", but "AI requests" as it is. */
export function withinSentence(words: string): string {
  return words.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** "Olivia van der Owner" as "OO". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.charAt(0).toUpperCase() ?? '').join('');
}

/** What a person is in an organization. */
export function roleName(role: string | null): string {
  return role === null ? 'Part of a team' : titleCase(role);
}

/** "OWNER" as "Owner". */
export function titleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase().replace(/_/g, ' ');
}
