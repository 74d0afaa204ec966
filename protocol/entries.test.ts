import { expect, test } from 'vitest';
import { type EntryBodies, type EntryKind, erasedEntry } from './entries.ts';

/** Everything a person may have said or been said about, in every place there is for it. */
const FULL: { [K in EntryKind]: Required<EntryBodies[K]> } = {
  opened: { episode: 2, via: 'visitor', page: { url: 'secret', title: 'secret' }, listing: { key: 'north', name: 'Home north' } },
  message: {
    text: 'secret',
    files: [{ id: 'f', name: 'secret', type: 'text/plain', size: 1 }],
    mentions: ['o_2'],
    invitation: true,
    reply: 3,
    status: true,
    via: 'mail',
    reactions: { '👍': ['o_1'] },
    edited: true,
    deleted: true,
  },
  note: { text: 'secret', mentions: ['o_2'], edited: true, deleted: true },
  edited: { of: 1, text: 'secret' },
  deleted: { of: 1 },
  taken: {},
  released: { reason: 'left' },
  offered: { to: { operator: 'o_1', name: 'Grace' }, note: 'secret', until: 9 },
  returned: { reason: 'declined' },
  joined: { invitedBy: 'o_1' },
  left: {},
  closed: { category: { id: 'c', name: 'Sales' } },
  rated: { score: 4, comment: 'secret' },
  unanswered: {},
  form: { form: 'prechat', values: { name: 'secret' } },
  details: { changes: { secret: 'secret' } },
  tagged: { tags: ['secret'] },
  page: { url: 'secret', title: 'secret' },
  blocked: { reason: 'secret', until: 9, address: true },
  unblocked: {},
  transcript: { address: 'secret' },
  erased: {},
  created: { form: 'group', name: 'secret', members: ['o_1'] },
  renamed: { name: 'secret' },
  added: { people: ['o_1'] },
  removed: { people: ['o_1'] },
  promoted: { person: 'o_1' },
  demoted: { person: 'o_1' },
  reacted: { of: 1, emoji: '👍', on: true },
  pinned: { of: 1, on: true },
  marked: { of: 1, on: true },
  archived: { on: true },
  assigned: { to: 'o_1' },
  call_started: { media: 'video' },
  call_answered: { media: 'audio' },
  call_ended: { seconds: 9, reason: 'hung_up' },
  call_missed: { reason: 'declined' },
  from_broadcast: { broadcast: 'b', operator: 'o_1', name: 'Grace' },
};

test.each(Object.entries(FULL))('B12: an entry of kind %s keeps its place and loses what is about a person', (kind, body) => {
  const entry = { seq: 3, at: 5, by: 'v_1', kind, cid: 'cid-secret', ...body } as Parameters<typeof erasedEntry>[0];
  const left = erasedEntry(entry);
  expect(left).toMatchObject({ seq: 3, at: 5, by: 'v_1', kind });
  expect(JSON.stringify(left)).not.toContain('secret');
});
