import type { Summary } from '../api/types';

/** Sends one usage event; works as pasted once TOKEN is set. */
export function usageCommand(summary: Summary | null): string {
  const workspace = summary?.topWorkspaces?.[0]?.workspaceId ?? 'WORKSPACE-ID';
  return `curl ${location.origin}/api/billing/usage \\
  -H "Authorization: Bearer $TOKEN" \\
${organizationHeader(summary)}  -H "Content-Type: application/json" \\
  -d '{"id": "first-event", "source": "my-app", "type": "emails",
       "subject": "${workspace}",
       "time": "${new Date().toISOString().slice(0, 19)}Z", "data": {"quantity": 1}}'`;
}

export function subscribeCommand(summary: Summary | null): string {
  return `curl ${location.origin}/api/billing/subscriptions \\
  -H "Authorization: Bearer $TOKEN" \\
${organizationHeader(summary)}  -H "Content-Type: application/json" \\
  -d '{"plan": "free", "interval": "MONTH"}'`;
}

function organizationHeader(summary: Summary | null): string {
  return summary ? `  -H "Enterprise-Org: ${summary.organization.id}" \\\n` : '';
}
