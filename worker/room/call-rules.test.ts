import { describe, expect, test } from 'vitest';
import type { Call } from '../../protocol/call.ts';
import { type Chat, NEW_CHAT } from '../../protocol/chat.ts';
import type { PersonId } from '../../protocol/entries.ts';
import { type Callers, decideCall, decideGroupCall, withCallsEnd } from './call-rules.ts';

const OPEN: Chat = { ...NEW_CHAT, status: 'open', owner: 'o_ada', helpers: ['o_grace'] };
const RINGING: Call = { id: 7, by: 'o_ada', media: 'video', since: 1_000 };
const ON: Call = { ...RINGING, answered: { by: 'v_vera', at: 2_000, media: 'none' } };
const start = { t: 'call', cid: 'cid-start', do: 'start', media: 'video' } as const;
const accept = { t: 'call', cid: 'cid-answer', do: 'answer', call: 7, media: 'audio' } as const;
const end = { t: 'call', cid: 'cid-ends', do: 'end', call: 7 } as const;
const NOW = 62_000;
const drafts = (decision: ReturnType<typeof decideCall>) =>
  'code' in decision ? decision.code : decision.entries.map(({ draft }) => draft);

describe('G1: who may call', () => {
  test('the owner of an open chat, when no call is on', () => {
    expect(drafts(decideCall(OPEN, 'o_ada', start, NOW))).toEqual([{ kind: 'call_started', media: 'video' }]);
    expect(drafts(decideCall({ ...OPEN, call: RINGING }, 'o_ada', start, NOW))).toBe('in_call');
    expect(drafts(decideCall(OPEN, 'o_grace', start, NOW))).toBe('not_owner');
    expect(drafts(decideCall(OPEN, 'v_vera', start, NOW))).toBe('forbidden');
    for (const status of ['new', 'waiting', 'unanswered', 'closed'] as const)
      expect(drafts(decideCall({ ...OPEN, status }, 'o_ada', start, NOW))).toBe('not_open');
  });

  test('the visitor answers once, what is on', () => {
    expect(drafts(decideCall({ ...OPEN, call: RINGING }, 'v_vera', accept, NOW))).toEqual([{ kind: 'call_answered', media: 'audio' }]);
    expect(drafts(decideCall({ ...OPEN, call: ON }, 'v_vera', accept, NOW))).toEqual([]);
    expect(drafts(decideCall({ ...OPEN, call: { ...RINGING, id: 9 } }, 'v_vera', accept, NOW))).toBe('no_call');
    expect(drafts(decideCall(OPEN, 'v_vera', accept, NOW))).toBe('no_call');
    expect(drafts(decideCall({ ...OPEN, call: RINGING }, 'o_grace', accept, NOW))).toBe('forbidden');
  });

  test('either of the two ends it, and who ends it before the answer declines it or takes it back', () => {
    const ended = [{ kind: 'call_ended', seconds: 60, reason: 'hung_up' }];
    expect(drafts(decideCall({ ...OPEN, call: ON }, 'v_vera', end, NOW))).toEqual(ended);
    expect(drafts(decideCall({ ...OPEN, call: ON }, 'o_ada', end, NOW))).toEqual(ended);
    expect(drafts(decideCall({ ...OPEN, call: RINGING }, 'v_vera', end, NOW))).toEqual([{ kind: 'call_missed', reason: 'declined' }]);
    expect(drafts(decideCall({ ...OPEN, call: RINGING }, 'o_ada', end, NOW))).toEqual([{ kind: 'call_missed', reason: 'cancelled' }]);
    expect(drafts(decideCall({ ...OPEN, call: ON }, 'o_grace', end, NOW))).toBe('forbidden');
    expect(drafts(decideCall(OPEN, 'o_ada', end, NOW))).toEqual([]);
  });
});

describe('G3: in a room of several', () => {
  const room: Callers = { call: undefined, refused: null, isIn: true, others: [], most: 4 };
  const on: Callers = { ...room, call: ON, others: ['v_vera'] };
  const decided = (callers: Partial<Callers>, command: Parameters<typeof decideGroupCall>[2], actor: PersonId = 'o_ada') =>
    drafts(decideGroupCall({ ...on, ...callers }, actor, command, NOW));

  test('who may write starts a call, one at a time', () => {
    expect(decided(room, start)).toEqual([{ kind: 'call_started', media: 'video' }]);
    expect(decided(on, start)).toBe('in_call');
    expect(decided({ ...room, refused: 'archived' }, start)).toBe('archived');
  });

  test('everybody in it joins, each once, as long as there is room', () => {
    expect(decided({}, accept, 'o_lin')).toEqual([{ kind: 'call_answered', media: 'audio' }]);
    for (const known of ['o_ada', 'v_vera'] as const) expect(decided({}, accept, known)).toEqual([]);
    expect(decided({ call: { ...ON, joined: ['o_lin'] } }, accept, 'o_lin')).toEqual([]);
    expect(decided({ refused: 'forbidden' }, accept, 'c_claire')).toEqual([{ kind: 'call_answered', media: 'audio' }]);
    expect(decided({ isIn: false }, accept, 'o_olive')).toBe('forbidden');
    expect(decided(room, accept)).toBe('no_call');
    const four: PersonId[] = ['o_1', 'o_2', 'o_3', 'o_4'];
    expect(decided({ others: four.slice(1) }, accept, 'o_lin')).toHaveLength(1);
    expect(decided({ others: four }, accept, 'o_lin')).toBe('call_full');
    expect(decideGroupCall({ ...on, others: four }, 'c_claire', accept, NOW)).toEqual({ code: 'call_full' });
    expect(decideGroupCall({ ...on, others: four }, 'o_lin', accept, NOW)).toMatchObject({
      detail: expect.stringContaining('REALTIMEKIT'),
    });
  });

  test('the last who leaves ends it; of a call that nobody joined that is its starter', () => {
    expect(decided({}, end)).toEqual([]);
    expect(decided({ others: [] }, end)).toEqual([{ kind: 'call_ended', seconds: 60, reason: 'hung_up' }]);
    expect(decided({ call: RINGING, others: [] }, end)).toEqual([{ kind: 'call_missed', reason: 'cancelled' }]);
    expect(decided({ call: RINGING, others: [] }, end, 'o_lin')).toEqual([]);
  });
});

describe('G1: a call ends with', () => {
  const kinds = (entries: Parameters<typeof withCallsEnd>[2], actor = 'o_ada' as const, call: Call | undefined = ON) =>
    withCallsEnd(call, actor, entries, NOW).map(({ draft }) => draft.kind);

  test('the chat, and before it', () => {
    expect(kinds([{ draft: { kind: 'closed' }, answers: true }])).toEqual(['call_ended', 'closed']);
    expect(kinds([{ draft: { kind: 'released', reason: 'left' } }])).toEqual(['call_ended', 'released']);
    expect(kinds([{ draft: { kind: 'erased' } }], undefined, RINGING)).toEqual(['call_missed', 'erased']);
    expect(kinds([{ draft: { kind: 'closed' } }, { draft: { kind: 'blocked' } }])).toEqual(['call_ended', 'closed', 'blocked']);
    expect(kinds([{ draft: { kind: 'archived', on: true } }])).toEqual(['call_ended', 'archived']);
    expect(kinds([{ draft: { kind: 'archived', on: false } }])).toEqual(['archived']);
  });

  test('another owner, and with nothing else', () => {
    expect(withCallsEnd(ON, 'o_grace', [{ draft: { kind: 'taken' } }], NOW)).toHaveLength(2);
    expect(kinds([{ draft: { kind: 'taken' } }])).toEqual(['taken']);
    expect(kinds([{ draft: { kind: 'message', text: 'x' } }])).toEqual(['message']);
    expect(withCallsEnd(undefined, 'o_ada', [{ draft: { kind: 'closed' } }], NOW)).toHaveLength(1);
  });
});
