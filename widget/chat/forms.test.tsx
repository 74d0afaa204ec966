import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../protocol/site-settings.ts';
import { FieldsForm, offlineFields, Rating } from './forms.tsx';

beforeEach(() => {
  render(null, document.body);
});

const type = (name: string, value: string) =>
  act(() => {
    const field = document.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const submit = () =>
  act(() => void document.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));

test('a form says what is missing or wrong, and gives its values only when nothing is', () => {
  const onSubmit = vi.fn();
  act(() =>
    render(<FieldsForm intro="" fields={offlineFields(DEFAULT_SETTINGS.offline.fields)} action="Go" onSubmit={onSubmit} />, document.body),
  );
  submit();
  expect(document.querySelectorAll('[role=alert]')).toHaveLength(3);
  type('name', 'Vic');
  type('email', 'vic at home');
  type('message', 'Hello');
  submit();
  expect(document.querySelector('[role=alert]')?.textContent).toBe('This is not an email address.');
  expect(onSubmit).not.toHaveBeenCalled();
  type('email', 'vic@test.example');
  submit();
  expect(onSubmit).toHaveBeenCalledWith({ name: 'Vic', email: 'vic@test.example', message: 'Hello' });
});

test('a rating is sent with its stars, and only with them', () => {
  const onRate = vi.fn();
  act(() => render(<Rating onRate={onRate} onSkip={() => undefined} />, document.body));
  submit();
  expect(onRate).not.toHaveBeenCalled();
  act(() => document.querySelectorAll<HTMLInputElement>('input[type=radio]')[3]!.click());
  submit();
  expect(onRate).toHaveBeenCalledWith({ score: 4 });
});
