import { render } from 'preact';
import { act } from 'preact/test-utils';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Me } from '../../protocol/api.ts';
import { NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { ClientSummary } from '../../protocol/frames.ts';
import { clientRooms } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { AlertBar } from './alert-bar.tsx';

const room = (unread: number, assignee = 'o_ada'): ClientSummary => ({
  kind: 'client',
  id: 'client.1',
  rev: 1,
  seq: 5,
  last: { at: Date.now(), by: 'c_vic', kind: 'message', text: 'When do you come?' },
  unread,
  in: true,
  client: { ...NEW_CLIENT_ROOM, name: 'The move', assignee: assignee as 'o_ada' },
});
const told = (...rooms: ClientSummary[]) =>
  act(() => {
    clientRooms.value = new Map(rooms.map((one) => [one.id, one]));
  });

beforeEach(async () => {
  me.value = { user: { id: 'ada' } } as Me;
  await told();
  await act(() =>
    render(
      <LocationProvider>
        <AlertBar />
      </LocationProvider>,
      document.body,
    ),
  );
});
afterEach(() => render(null, document.body));

const bar = () => document.querySelector<HTMLElement>('section[aria-label="Portal chat"]');
const announced = () => document.querySelector('[role=status]')?.textContent;

test('E11: the bar lights up for who is assigned, is announced, and leads to the room', async () => {
  await told(room(0));
  expect(bar()?.querySelector('button')?.disabled).toBe(true);
  expect(announced()).toBe('');
  await told(room(2));
  expect(announced()).toBe('2 new messages');
  await act(() => bar()!.querySelector('button')!.click());
  const link = bar()!.querySelector('a')!;
  expect(link.getAttribute('href')).toBe('/app/rooms/client.1');
  expect(link.textContent).toContain('When do you come?');
  // Read elsewhere: it goes out.
  await told(room(0));
  expect(bar()!.querySelector('a')).toBeNull();
  expect(announced()).toBe('');
});

test('E11: nobody else sees anything of it', async () => {
  await told(room(2, 'o_grace'));
  expect(bar()).toBeNull();
});
