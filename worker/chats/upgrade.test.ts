import { expect, test } from 'vitest';
import type { Person } from '../contracts/people.ts';
import { upgradeFor } from './upgrade.ts';

const person: Person = { kind: 'visitor', id: 'v_1', account: 'a', site: 's', visitor: '1', place: {}, name: 'Zoë ☃' };

test('headers of ours that came from outside never reach an object', () => {
  const request = new Request('https://foyer.example/w/v1/site', {
    headers: {
      'x-foyer-person': 'forged',
      'X-Foyer-Place': 'forged',
      'x-foyer-origin': 'forged',
      'x-foyer-more': 'forged',
      upgrade: 'websocket',
    },
  });
  const passed = upgradeFor(request, {});
  expect([...passed.headers].filter(([name]) => name.startsWith('x-foyer-'))).toEqual([]);
  expect(passed.headers.get('upgrade')).toBe('websocket');
});

test('what the edge found travels in full', () => {
  const headers = { 'x-foyer-person': 'forged', cookie: 'foyer.session_token=secret' };
  const passed = upgradeFor(new Request('https://foyer.example/w/v1/room', { headers }), {
    person,
    place: { country: 'NO' },
    origin: 'https://shop.example',
  });
  expect(JSON.parse(decodeURIComponent(passed.headers.get('x-foyer-person')!))).toEqual(person);
  expect(JSON.parse(decodeURIComponent(passed.headers.get('x-foyer-place')!))).toEqual({ country: 'NO' });
  expect(passed.headers.get('x-foyer-origin')).toBe('https://shop.example');
  expect(passed.headers.has('cookie')).toBe(false);
});
