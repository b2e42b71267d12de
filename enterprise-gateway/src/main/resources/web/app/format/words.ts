/** "billing.subscription.upgraded" as "Subscription upgraded". */
export function actionWords(action: string): string {
  const words = action.split('.').slice(-2).join(' ').replace(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a person is in an organization. */
export function roleName(role: string | null): string {
  return role === null ? 'Part of a team' : titleCase(role);
}

/** "OWNER" as "Owner". */
export function titleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase().replace(/_/g, ' ');
}
