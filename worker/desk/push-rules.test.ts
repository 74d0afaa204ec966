import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chat, NEW_CHAT } from '../../protocol/chat.ts';
import { PUSH_NAME, PUSH_TEXT } from '../../protocol/push.ts';
import { type CallKind, hasRead, isWanted, merged, payloadOf } from './push-rules.ts';
import type { StoredChat, StoredRoom, StoredTeam } from './summary.ts';

const room = (chat: Partial<Chat>, more: Partial<StoredChat> = {}): StoredChat => ({
  id: 's.v',
  kind: 'visitor',
  site: 's',
  chat: { ...NEW_CHAT, ...chat },
  visitor: { id: 'v', name: 'Vic' },
  last: { at: 1, by: 'v_v', kind: 'message', text: 'Hello' },
  unread: {},
  pending: 1,
  ...more,
});
const waiting = room({ status: 'waiting' });
const bens = room({ status: 'open', owner: 'o_ben' });
const mine = room({ status: 'open', owner: 'o_ana' }, { unread: { o_ana: 1 } });
const offer = { to: { operator: 'o_ana', name: 'Ana' }, by: 'o_ben', until: 9 } as const;

describe('A call for Ana', () => {
  test.each<[string, CallKind, StoredRoom, boolean]>([
    ['of a chat that waits', 'waiting', waiting, true],
    ['of an offline form', 'waiting', room({ status: 'unanswered' }), true],
    ['of a chat that Ben has picked up', 'waiting', bens, false],
    ['of a chat that is over', 'waiting', room({ status: 'closed' }), false],
    ['of a message in her chat', 'message', mine, true],
    ['of a message she has read', 'message', { ...mine, unread: { o_ana: 0 } }, false],
    ['of a message nobody has answered', 'message', waiting, true],
    ['of a message in Ben’s chat', 'message', bens, false],
    [
      'of a message where she helps',
      'message',
      room({ status: 'open', owner: 'o_ben', helpers: ['o_ana'] }, { unread: { o_ana: 2 } }),
      true,
    ],
    ['of an offer', 'offered', room({ status: 'open', owner: 'o_ben', offer }), true],
    ['of an offer that is gone', 'offered', bens, false],
    ['of a chat that came back', 'returned', mine, true],
    ['of one that came back and went on', 'returned', bens, false],
    ['of an invitation', 'joined', room({ status: 'open', owner: 'o_ben', helpers: ['o_ana'] }), true],
    ['of an invitation she has left', 'joined', bens, false],
    ['of Ben’s pick-up', 'taken', bens, true],
    ['that takes back one of a chat Ben has', 'settled', bens, true],
    ['that takes back one of her own chat', 'settled', mine, false],
  ])('%s', (_name, kind, at, expected) => {
    expect(isWanted(kind, 'o_ana', at)).toBe(expected);
  });

  test('is of what is to do, not of the words that followed', () => {
    expect([merged(null, 'message'), merged('waiting', 'message'), merged('message', 'message')]).toEqual([
      'message',
      'waiting',
      'message',
    ]);
    expect([merged('message', 'offered'), merged('waiting', 'taken')]).toEqual(['offered', 'taken']);
  });
});

test('reading is that what was unread is not any more; a chat she had read all of was not read again', () => {
  const at = (unread: Record<string, number>, pending = 1) => room({}, { unread, pending });
  expect(hasRead('o_ana', at({ o_ana: 2 }), at({ o_ana: 0 }))).toBe(true);
  expect(hasRead('o_ana', at({}), at({ o_ana: 0 }))).toBe(true);
  expect(hasRead('o_ana', at({ o_ana: 2 }), at({ o_ana: 1 }))).toBe(false);
  expect(hasRead('o_ana', at({ o_ana: 0 }), at({ o_ana: 0 }))).toBe(false);
  expect(hasRead('o_ana', at({}), at({ o_ben: 0 }))).toBe(false);
});

test('a push holds kind, room, name and first words, bounded and whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 200 }), (text, name) => {
      const at = room({}, { visitor: { id: 'v', name, email: 'v@shop.example' }, last: { at: 1, by: 'v_v', kind: 'message', text } });
      const payload = payloadOf('message', 'o_ana', at);
      expect(Object.keys(payload).sort()).toEqual(['kind', 'name', 'room', 'text']);
      expect(payload.text.length).toBeLessThanOrEqual(PUSH_TEXT);
      expect(payload.name.length).toBeLessThanOrEqual(PUSH_NAME);
      expect(payload.text.isWellFormed() && payload.name.isWellFormed()).toBe(true);
    }),
  );
  expect(
    payloadOf('message', 'o_ana', { ...mine, last: { at: 1, by: 'o_ben', kind: 'message', text: 'What an operator wrote' } }).text,
  ).toBe('');
  expect(payloadOf('settled', 'o_ana', bens).text).toBe('');
});

describe('In a room of colleagues', () => {
  const team = { form: 'group', name: 'Sales', members: ['o_ana', 'o_ben'], admins: ['o_ana'] } as const;
  const of = (unread: Record<string, number>): StoredTeam => ({
    id: 'team.x',
    kind: 'team',
    team: structuredClone(team) as never,
    names: {},
    former: [],
    last: { at: 1, by: 'o_ben', kind: 'message', text: 'Lunch?' },
    unread,
  });
  test('members are called of what they have not read, by its title and words, and nobody else is', () => {
    expect(isWanted('message', 'o_ana', of({ o_ana: 1 }))).toBe(true);
    expect(isWanted('mention', 'o_ana', of({ o_ana: 0 }))).toBe(false);
    expect(isWanted('message', 'o_cleo', of({ o_cleo: 1 }))).toBe(false);
    expect(payloadOf('mention', 'o_ana', of({ o_ana: 1 }))).toMatchObject({ name: 'Sales', text: 'Lunch?' });
  });

  test('C9: members are called to a call while it is on and they have not joined, whatever they have read', () => {
    const call = { id: 5, by: 'o_ben', media: 'video', since: 1 } as const;
    const ringing = { ...of({}), team: { ...structuredClone(team), call } } as unknown as StoredTeam;
    expect((['o_ana', 'o_ben', 'o_cleo'] as const).map((person) => isWanted('called', person, ringing))).toEqual([true, false, false]);
    expect(isWanted('called', 'o_ana', of({ o_ana: 1 }))).toBe(false);
    expect(payloadOf('called', 'o_ana', ringing)).toMatchObject({ kind: 'called', name: 'Sales', text: '' });
  });
});
