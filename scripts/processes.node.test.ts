import type { ChildProcess } from 'node:child_process';
import { expect, test } from 'vitest';
import { endTool, startTool } from './processes.ts';

/** A shell that says when it is up. */
const shell = (script: string): Promise<ChildProcess> =>
  new Promise((resolve) => {
    const child = startTool('/bin/sh', ['-c', script], () => resolve(child));
  });

test('a tool that goes when it is asked to is not ended the hard way', async () => {
  const child = await shell('trap "exit 7" TERM; echo up; while :; do sleep 0.05; done');
  await endTool(child, 60_000);
  expect(child.exitCode).toBe(7);
});

test('a tool that does not go is gone all the same, with what it started', async () => {
  const child = await shell('trap "" TERM; (trap "" TERM; sleep 600) & echo up; wait; while :; do sleep 600; done');
  // It resolves when nobody holds its output any more: what it started is gone too.
  await endTool(child, 50);
  expect(child.signalCode).toBe('SIGKILL');
  // Twice does no harm.
  await endTool(child);
});
