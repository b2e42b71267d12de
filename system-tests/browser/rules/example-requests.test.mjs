// The commands that empty cards show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { subscribeCommand, usageCommand } = app('./format/example-requests.js');

test('a command names the organization and a workspace where they are known', () => {
  const summary = { organization: { id: 'org-1' }, topWorkspaces: [{ workspaceId: 'workspace-1' }] };
  const command = usageCommand(summary);
  assert.match(command, /^curl https:\/\/acme\.example\/api\/billing\/usage \\\n/);
  assert.match(command, /-H "Enterprise-Org: org-1"/);
  const body = JSON.parse(command.slice(command.indexOf("'") + 1, command.lastIndexOf("'")));
  assert.equal(body.subject, 'workspace-1');
  assert.match(body.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(subscribeCommand(summary), /-H "Enterprise-Org: org-1"/);
});

test('without an answer no organization is named', () => {
  assert.doesNotMatch(usageCommand(null), /Enterprise-Org/);
  assert.match(usageCommand(null), /"subject": "WORKSPACE-ID"/);
  assert.doesNotMatch(subscribeCommand(null), /Enterprise-Org/);
});
