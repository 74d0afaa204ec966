import { expect, test } from 'vitest';
import { NEW_CHAT } from '../../protocol/chat.ts';
import { answeringOf, colleagues, type Member, presenceOf } from './presence.ts';
import { summaryFor } from './summary.ts';

const member = (id: Member['id'], seen?: number): Member => ({
  id,
  name: id,
  email: `${id}@shop.example`,
  role: 'operator',
  groups: [],
  advertisers: [],
  listingsOnly: false,
  ...(seen ? { seen } : {}),
});

test('the best of a person’s sockets counts', () => {
  const states = presenceOf([
    { person: 'o_a', state: 'away' },
    { person: 'o_b', state: 'online' },
    { person: 'o_a', state: 'online' },
    { person: 'o_b', state: 'away' },
    { person: 'o_c', state: 'away' },
  ]);
  expect(Object.fromEntries(states)).toEqual({ o_a: 'online', o_b: 'online', o_c: 'away' });
});

test('I4: who can answer are those who are there and not away, for what they may see', () => {
  const own = (id: Member['id'], ...advertisers: string[]): Member => ({ ...member(id), listingsOnly: true, advertisers });
  const all = [{ ...member('o_admin'), role: 'admin' as const }, member('o_a'), own('o_south', 'south'), own('o_both', 'south', 'north')];
  const answering = (...online: Member['id'][]) =>
    answeringOf(all, presenceOf(all.map(({ id }) => ({ person: id, state: online.includes(id) ? 'online' : 'away' }))));
  const nobody = { admins: false, site: false, advertisers: [] };
  expect(answeringOf(all, presenceOf([]))).toEqual(nobody);
  expect(answering()).toEqual(nobody);
  expect(answering('o_south')).toEqual({ ...nobody, advertisers: ['south'] });
  expect(answering('o_south', 'o_both')).toEqual({ ...nobody, advertisers: ['north', 'south'] });
  expect(answering('o_a')).toEqual({ ...nobody, site: true });
  expect(answering('o_admin')).toEqual({ ...nobody, admins: true, site: true });
});

test('last seen is told of those who are away from their desk altogether', () => {
  const list = colleagues([member('o_a', 5), member('o_b', 7), member('o_c')], presenceOf([{ person: 'o_a', state: 'away' }]));
  expect(list.map(({ id, presence, seen }) => [id, presence, seen])).toEqual([
    ['o_a', 'away', undefined],
    ['o_b', 'offline', 7],
    ['o_c', 'offline', undefined],
  ]);
});

test('unread is one’s own count, or what waits for an answer for those who never opened the chat', () => {
  const room = {
    id: 's.v',
    kind: 'visitor' as const,
    site: 's',
    chat: NEW_CHAT,
    visitor: { id: 'v' },
    last: null,
    unread: { o_a: 0 },
    pending: 3,
  };
  expect(summaryFor('o_a', room, 9, 4)).toMatchObject({ rev: 9, seq: 4, unread: 0 });
  expect(summaryFor('o_b', room, 9, 4).unread).toBe(3);
  expect(JSON.stringify(summaryFor('o_b', room, 9, 4))).not.toContain('pending');
});
