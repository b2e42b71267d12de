// What is told of a request that failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { Problem } = app('./api/problem.js');

test('a problem document is told as it is', async () => {
  const body = { title: 'Not available', detail: 'Try later', status: 503, requestId: 'r-1', traceId: 't-1' };
  const problem = await Problem.of(Response.json(body, { status: 503 }));
  const { status, title, detail, requestId, traceId } = problem;
  assert.deepEqual({ title, detail, status, requestId, traceId }, body);
});

test('without a document the status and the header are what is known', async () => {
  const problem = await Problem.of(new Response('<html>', { status: 502, headers: { 'X-Request-Id': 'r-2' } }));
  assert.equal(problem.title, 'The server answered 502');
  assert.equal(problem.detail, null);
  assert.equal(problem.requestId, 'r-2');
});

test('members of another kind are not told', async () => {
  const problem = await Problem.of(Response.json({ title: 7, detail: {} }, { status: 500 }));
  assert.equal(problem.title, 'The server answered 500');
  assert.equal(problem.detail, null);
});

test('no answer has no status', () => {
  assert.equal(Problem.unreachable().status, 0);
});
