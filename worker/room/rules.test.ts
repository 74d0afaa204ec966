import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chat, foldChat, NEW_CHAT } from '../../protocol/chat.ts';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import type { ResolvedAction } from '../contracts/room.ts';
import { type Actor, type Decision, decideAction, decideCommand, decideInvitation, decideRemoval, type Facts } from './rules.ts';

const VISITOR: Actor = { id: 'v_1' };
const OPERATORS: Actor[] = [
  { id: 'o_ada', role: 'owner' },
  { id: 'o_ben', role: 'operator' },
  { id: 'o_cleo', role: 'operator' },
];
const [ADA, BEN, CLEO] = OPERATORS as [Actor, Actor, Actor];
const facts: Facts = { now: 1000, offeredTo: [] };

/** A chat and its entries, moved on by decisions. */
class World {
  chat: Chat = NEW_CHAT;
  entries: Entry[] = [];

  apply(decision: Decision, actor: PersonId): Decision {
    if ('code' in decision) return decision;
    for (const { draft, by = actor } of decision.entries) {
      const entry = { seq: this.entries.length + 1, at: 1000, by, ...draft } as Entry;
      this.entries.push(entry);
      this.chat = foldChat(this.chat, entry);
    }
    return decision;
  }
  visitor(command: Parameters<typeof decideCommand>[2]): Decision {
    return this.apply(decideCommand(this.chat, VISITOR, command, [], facts), VISITOR.id);
  }
  writes(actor: Actor, text = 'hello', note?: true): Decision {
    return this.apply(decideCommand(this.chat, actor, { t: 'send', cid: 'c', text, ...(note ? { note } : {}) }, [], facts), actor.id);
  }
  act(actor: Actor, action: ResolvedAction): Decision {
    return this.apply(decideAction(this.chat, actor, action, facts), actor.id);
  }
}

const codeOf = (decision: Decision) => ('code' in decision ? decision.code : 'ok');

describe('A chat', () => {
  test('has one owner: who takes it first; the others learn who', () => {
    const world = new World();
    world.writes(VISITOR);
    expect(codeOf(world.act(BEN, { kind: 'take' }))).toBe('ok');
    expect(world.act(ADA, { kind: 'take' })).toMatchObject({ code: 'already_taken', owner: 'o_ben' });
    expect(world.act(BEN, { kind: 'take' })).toEqual({ entries: [] });
  });

  test('is taken by who answers it first, and begins anew when somebody writes after its end', () => {
    const world = new World();
    world.writes(VISITOR);
    world.writes(CLEO, 'I am here');
    expect(world.chat).toMatchObject({ status: 'open', owner: 'o_cleo', answered: true });
    world.act(CLEO, { kind: 'close' });
    world.writes(VISITOR, 'one more thing');
    expect(world.chat).toMatchObject({ status: 'waiting', episode: 2, owner: null, answered: false });
  });

  test('ended by the visitor may still be closed into a category, once', () => {
    const world = new World();
    world.writes(VISITOR);
    world.act(BEN, { kind: 'take' });
    world.visitor({ t: 'end', cid: 'c' });
    expect(codeOf(world.act(BEN, { kind: 'close' }))).toBe('not_open');
    expect(codeOf(world.act(BEN, { kind: 'close', category: { id: '1', name: 'Sales' } }))).toBe('ok');
    expect(codeOf(world.act(BEN, { kind: 'close', category: { id: '2', name: 'Support' } }))).toBe('not_open');
  });

  test('offered to somebody is theirs to take or decline, and nobody else’s', () => {
    const world = new World();
    world.writes(VISITOR);
    world.act(BEN, { kind: 'take' });
    world.act(BEN, { kind: 'transfer', to: { operator: 'o_cleo', name: 'Cleo' } });
    expect(codeOf(world.act(ADA, { kind: 'take' }))).toBe('already_taken');
    expect(codeOf(world.act(ADA, { kind: 'decline' }))).toBe('no_offer');
    expect(codeOf(world.act(CLEO, { kind: 'take' }))).toBe('ok');
    expect(world.chat).toMatchObject({ owner: 'o_cleo', offer: null });
  });

  test('of a removed operator goes back to the queue, and a helper is gone', () => {
    const world = new World();
    world.writes(VISITOR);
    world.act(BEN, { kind: 'take' });
    world.act(BEN, { kind: 'invite', operator: 'o_cleo', name: 'Cleo' });
    world.apply(decideRemoval(world.chat, 'o_cleo'), 'o_cleo');
    expect(world.chat.helpers).toEqual([]);
    world.apply(decideRemoval(world.chat, 'o_ben'), 'o_ben');
    expect(world.chat).toMatchObject({ status: 'waiting', owner: null });
  });

  test('that a colleague has is not taken over by an invitation', () => {
    const world = new World();
    world.writes(VISITOR);
    world.act(BEN, { kind: 'take' });
    expect(decideInvitation(world.chat, CLEO, 'May I help?', {})).toMatchObject({ code: 'already_taken', owner: 'o_ben' });
  });
});

test('an empty message is none, however it is made', () => {
  for (const text of ['', '  \n', '\u200b\u200d', '\u202e', '\u0000']) expect(codeOf(new World().writes(VISITOR, text))).toBe('empty_text');
});

describe('Whatever anybody does in whatever order', () => {
  const operator = fc.constantFrom(...OPERATORS);
  const action: fc.Arbitrary<ResolvedAction> = fc.oneof(
    fc.constantFrom<ResolvedAction>(
      { kind: 'take' },
      { kind: 'take' },
      { kind: 'release' },
      { kind: 'decline' },
      { kind: 'withdraw' },
      { kind: 'leave' },
      { kind: 'close' },
      { kind: 'close', category: { id: '1', name: 'Sales' } },
      { kind: 'block' },
      { kind: 'unblock' },
    ),
    operator.map(({ id }): ResolvedAction => ({ kind: 'transfer', to: { operator: id, name: id } })),
    operator.map(({ id }): ResolvedAction => ({ kind: 'invite', operator: id, name: id })),
  );
  const move = fc.oneof(
    fc.constantFrom('send', 'end', 'rate', 'form').map((visitor) => ({ visitor })),
    fc.record({ by: operator, action }),
    fc.record({ by: operator, note: fc.boolean() }),
    fc.record({ removed: operator }),
  );

  test('a chat has at most one owner, who is no helper; a closed one waits for nobody; chats are numbered without a gap; the blocked one is silent', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const world = new World();
        for (const one of moves) {
          const before = world.entries.length;
          const { blocked } = world.chat;
          if ('visitor' in one) {
            if (one.visitor === 'send') world.writes(VISITOR);
            else if (one.visitor === 'end') world.visitor({ t: 'end', cid: 'c' });
            else if (one.visitor === 'rate') world.visitor({ t: 'rate', cid: 'c', score: 3 });
            else world.visitor({ t: 'form', cid: 'c', form: 'offline', values: { message: 'm' } });
            if (blocked) expect(world.entries).toHaveLength(before);
          } else if ('action' in one) world.act(one.by, one.action);
          else if ('removed' in one) world.apply(decideRemoval(world.chat, one.removed.id), one.removed.id);
          else world.writes(one.by, 'hi', one.note || undefined);
          const { owner, helpers, status, offer } = world.chat;
          expect(new Set([owner, ...helpers]).size).toBe(helpers.length + 1);
          if (status === 'open') expect(owner).not.toBeNull();
          if (status === 'waiting') expect(owner).toBeNull();
          if (status === 'closed') expect(offer).toBeNull();
          // Only who takes part speaks to the visitor.
          for (const entry of world.entries.slice(before)) {
            if (entry.kind === 'message' && entry.by.startsWith('o_')) expect([owner, ...helpers]).toContain(entry.by);
          }
        }
        const episodes = world.entries.flatMap((entry) => (entry.kind === 'opened' ? entry.episode : []));
        expect(episodes).toEqual(episodes.map((_, index) => index + 1));
      }),
      { numRuns: 1000 },
    );
  });
});
