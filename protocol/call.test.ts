import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Call, endOf, foldCall, isInCall } from './call.ts';
import { foldChat, NEW_CHAT } from './chat.ts';
import { foldClientRoom, NEW_CLIENT_ROOM } from './client-room.ts';
import type { Entry, EntryDraft, PersonId } from './entries.ts';
import { foldTeam, NEW_TEAM } from './team.ts';

const entry = (seq: number, by: PersonId, draft: EntryDraft): Entry => ({ ...draft, seq, at: seq * 1000, by }) as Entry;

const fold = (entries: Entry[]): Call | null => entries.reduce<Call | null>(foldCall, null);

test('G1: a call is on from its start to its end, and says who sends what', () => {
  const started = entry(7, 'o_ada', { kind: 'call_started', media: 'video' });
  const answered = entry(9, 'v_vera', { kind: 'call_answered', media: 'audio' });
  expect(fold([started])).toEqual({ id: 7, by: 'o_ada', media: 'video', since: 7000 });
  const call = fold([started, entry(8, 'v_vera', { kind: 'message', text: 'hi' }), answered])!;
  expect(call.answered).toEqual({ by: 'v_vera', at: 9000, media: 'audio' });
  expect([isInCall(call, 'o_ada'), isInCall(call, 'v_vera'), isInCall(call, 'o_grace')]).toEqual([true, true, false]);
  expect(endOf(call, 'hung_up', 'cancelled', 70_400)).toEqual({ kind: 'call_ended', seconds: 61, reason: 'hung_up' });
  expect(endOf(fold([started])!, 'hung_up', 'cancelled', 70_400)).toEqual({ kind: 'call_missed', reason: 'cancelled' });
});

test('G3: of several, each who came in is known once, and the first answer is when it began', () => {
  const call = fold([
    entry(7, 'o_ada', { kind: 'call_started', media: 'video' }),
    entry(8, 'o_grace', { kind: 'call_answered', media: 'audio' }),
    entry(9, 'c_claire', { kind: 'call_answered', media: 'none' }),
  ])!;
  expect(call).toMatchObject({ answered: { by: 'o_grace', at: 8000 }, joined: ['c_claire'] });
  expect((['o_ada', 'o_grace', 'c_claire', 'o_lin'] as const).map((person) => isInCall(call, person))).toEqual([true, true, true, false]);
});

test('G3: teams and rooms with clients have a call while one is on', () => {
  const started = entry(2, 'o_ada', { kind: 'call_started', media: 'video' });
  const missed = entry(3, 'o_ada', { kind: 'call_missed', reason: 'cancelled' });
  expect(foldTeam(NEW_TEAM, started).call).toMatchObject({ id: 2, by: 'o_ada' });
  expect(foldTeam(foldTeam(NEW_TEAM, started), missed)).toEqual(NEW_TEAM);
  expect(foldClientRoom(NEW_CLIENT_ROOM, started).call).toMatchObject({ id: 2, by: 'o_ada' });
  expect(foldClientRoom(foldClientRoom(NEW_CLIENT_ROOM, started), missed)).toEqual(NEW_CLIENT_ROOM);
});

test('G1: whatever else is logged between, a chat has a call exactly while one is on', () => {
  const kinds = ['call_started', 'call_answered', 'call_ended', 'call_missed', 'message', 'taken', 'page', 'erased'] as const;
  const bodies = {
    call_started: { media: 'video' },
    call_answered: { media: 'none' },
    call_ended: { seconds: 1, reason: 'lost' },
    call_missed: { reason: 'unanswered' },
    message: { text: 'x' },
    taken: {},
    page: { url: '', title: '' },
    erased: {},
  };
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds)), (order) => {
      const entries = order.map((kind, at) => entry(at + 1, 'o_ada', { kind, ...bodies[kind] } as EntryDraft));
      const last = entries.findLast(({ kind }) => kind !== 'call_answered' && (kind.startsWith('call_') || kind === 'erased'));
      const call = entries.reduce(foldChat, NEW_CHAT).call;
      expect(call?.id).toBe(last?.kind === 'call_started' ? last.seq : undefined);
      expect(fold(entries)?.id).toBe(call?.id);
    }),
  );
});
