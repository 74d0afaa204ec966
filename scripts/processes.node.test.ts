import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { endTool, startTool } from './processes.ts';

/** A shell, and the first that it says. */
const shell = (script: string): Promise<{ child: ChildProcess; said: string }> =>
  new Promise((resolve) => {
    const child = startTool('/bin/sh', ['-c', script], (said) => resolve({ child, said: said.trim() }));
  });

/** Whether it runs; who has ended may still stand in the list of processes. */
function runs(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

const LASTS = 'while :; do sleep 0.05; done';

test('a tool that goes when it is asked to is not ended the hard way', async () => {
  const { child } = await shell(`trap "exit 7" TERM; echo up; ${LASTS}`);
  await endTool(child, 60_000);
  expect(child.exitCode).toBe(7);
});

test('a tool that does not go is gone all the same', async () => {
  const { child } = await shell(`trap "" TERM; echo up; ${LASTS}`);
  await endTool(child, 50);
  expect(child.signalCode).toBe('SIGKILL');
  // Twice does no harm.
  await endTool(child);
});

test('what a tool started does not outlive it', async () => {
  const { child, said } = await shell(`(trap "" TERM; exec >/dev/null 2>&1; ${LASTS}) & trap "exit 7" TERM; echo $!; ${LASTS}`);
  expect(runs(said)).toBe(true);
  await endTool(child, 60_000);
  expect(child.exitCode).toBe(7);
  expect(runs(said)).toBe(false);
});
