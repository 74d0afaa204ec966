import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { HttpError } from '../http.ts';
import { Dialog } from './dialog.tsx';

beforeEach(() => {
  render(null, document.body);
});

const submit = () =>
  act(async () => void document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
const show = (props: Partial<Parameters<typeof Dialog<string>>[0]>) => {
  const onClose = vi.fn();
  act(() =>
    render(
      <Dialog title="Rename" action="Save" onClose={onClose} {...props}>
        <p>text</p>
      </Dialog>,
      document.body,
    ),
  );
  return onClose;
};
const button = () => document.querySelector<HTMLButtonElement>('[type=submit]')!;
const fault = () => document.querySelector('[role=alert]')?.textContent;

test('a dialog does its thing once at a time and closes when it is done', async () => {
  let done: (answer: string) => void = () => undefined;
  const run = vi.fn(() => new Promise<string>((resolve) => (done = resolve)));
  const onClose = show({ run });
  await submit();
  expect(button().disabled).toBe(true);
  await submit();
  expect([run.mock.calls.length, onClose.mock.calls.length]).toEqual([1, 0]);
  await act(async () => done('answer'));
  expect(onClose).toHaveBeenCalledOnce();
});

test('it stays with what went wrong, until a try that works', async () => {
  const run = vi.fn().mockRejectedValueOnce(new HttpError('last_owner')).mockResolvedValue('answer');
  const onDone = vi.fn();
  const onClose = show({ run, onDone });
  await submit();
  expect(fault()).toBe('An account needs at least one owner.');
  expect([button().disabled, onDone.mock.calls.length]).toEqual([false, 0]);
  await submit();
  expect(fault()).toBe(undefined);
  expect(onDone).toHaveBeenCalledExactlyOnceWith('answer');
  // What follows is said by who asked for it.
  expect(onClose).not.toHaveBeenCalled();
});

test('with nothing to do yet it does nothing; with nothing to do at all there is nothing to cancel', async () => {
  const run = vi.fn();
  show({ run, ready: false });
  await submit();
  expect([button().disabled, run.mock.calls.length]).toEqual([true, 0]);
  expect(document.querySelectorAll('button')).toHaveLength(2);
  render(null, document.body);
  const onClose = show({});
  expect(document.querySelectorAll('button')).toHaveLength(1);
  await submit();
  expect(onClose).toHaveBeenCalledOnce();
});
