/** "Overview · Acme · Enterprise Mode" */
export function setTitle(...parts: (string | undefined)[]): void {
  document.title = [...parts, 'Enterprise Mode'].filter(Boolean).join(' · ');
}
