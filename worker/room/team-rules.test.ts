import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import { foldTeam, NEW_TEAM, type Team } from '../../protocol/team.ts';
import type { TeamAction } from '../contracts/room.ts';
import type { Decision } from './rules.ts';
import { decideReopening, decideTeamAction, decideTeamCommand, decideTeamRemoval } from './team-rules.ts';

const [ADA, BEN, CLEO, DAN]: PersonId[] = ['o_ada', 'o_ben', 'o_cleo', 'o_dan'];
type Group = Extract<Team, { form: 'group' }>;

/** A room of colleagues, moved on by decisions. */
class World {
  team: Team = NEW_TEAM;
  entries: Entry[] = [];

  constructor(by: PersonId, form: 'direct' | 'group', members: PersonId[]) {
    const made = form === 'direct' ? { form, members } : { form, members, name: 'Us' };
    this.apply({ entries: [{ draft: { kind: 'created', ...made } }] }, by);
  }
  apply(decision: Decision, actor: PersonId): Decision {
    if ('code' in decision) return decision;
    for (const { draft, by = actor } of decision.entries) {
      const entry = { seq: this.entries.length + 1, at: 1, by, ...draft } as Entry;
      this.entries.push(entry);
      this.team = foldTeam(this.team, entry);
    }
    return decision;
  }
  act = (by: PersonId, action: TeamAction) => this.apply(decideTeamAction(this.team, by, action), by);
  writes = (by: PersonId, text = 'hi', mentions?: PersonId[]) =>
    this.apply(decideTeamCommand(this.team, by, { t: 'send', cid: 'c', text, ...(mentions ? { mentions } : {}) }, []), by);
  removed = (person: PersonId) => this.apply(decideTeamRemoval(this.team, person), person);
}

const codeOf = (decision: Decision) => ('code' in decision ? decision.code : 'ok');
const add = (...ids: PersonId[]): TeamAction => ({ kind: 'add', people: ids.map((id) => ({ id, name: id })) });

describe('C9: a group', () => {
  test('is changed by its admins only, and left by everyone', () => {
    const world = new World(ADA!, 'group', [ADA!, BEN!]);
    for (const action of [
      { kind: 'rename', name: 'x' },
      add(CLEO!),
      { kind: 'remove', person: ADA! },
      { kind: 'promote', person: BEN! },
    ] as const)
      expect(codeOf(world.act(BEN!, action))).toBe('forbidden');
    expect(codeOf(world.act(CLEO!, { kind: 'rename', name: 'x' }))).toBe('not_found');
    world.act(ADA!, { kind: 'rename', name: 'Sales' });
    world.act(ADA!, add(CLEO!, BEN!));
    world.act(ADA!, { kind: 'promote', person: BEN! });
    world.act(BEN!, { kind: 'remove', person: ADA! });
    expect(world.team).toEqual({ form: 'group', name: 'Sales', members: [BEN, CLEO], admins: [BEN] });
    expect(codeOf(world.writes(ADA!))).toBe('forbidden');
    world.act(CLEO!, { kind: 'leave' });
    expect(world.team.members).toEqual([BEN]);
  });

  test('keeps an admin: the last cannot lay it down, and when they go who was there longest follows', () => {
    const world = new World(ADA!, 'group', [ADA!, BEN!, CLEO!]);
    expect(codeOf(world.act(ADA!, { kind: 'demote', person: ADA! }))).toBe('last_admin');
    world.act(ADA!, { kind: 'leave' });
    expect(world.team).toMatchObject({ members: [BEN, CLEO], admins: [BEN] });
    world.removed(BEN!);
    expect(world.team).toMatchObject({ members: [CLEO], admins: [CLEO] });
    expect(world.entries.filter(({ by }) => by === 'system').map(({ kind }) => kind)).toEqual(['promoted', 'removed', 'promoted']);
  });

  test('calls those who are in it, once each and not the writer', () => {
    const world = new World(ADA!, 'group', [ADA!, BEN!]);
    world.writes(ADA!, '@ben @cleo @ada', [BEN!, BEN!, CLEO!, ADA!]);
    expect(world.entries.at(-1)).toMatchObject({ kind: 'message', mentions: [BEN] });
  });
});

describe('C9: two colleagues', () => {
  test('change nothing about their room, and write while both are there', () => {
    const world = new World(ADA!, 'direct', [ADA!, BEN!]);
    for (const action of [{ kind: 'leave' }, add(CLEO!), { kind: 'rename', name: 'x' }] as const)
      expect(codeOf(world.act(ADA!, action))).toBe('forbidden');
    expect(codeOf(world.writes(BEN!))).toBe('ok');
    world.removed(BEN!);
    expect(world.team.members).toEqual([ADA]);
    expect(codeOf(world.writes(ADA!))).toBe('not_open');
    expect(codeOf(decideReopening(world.team, CLEO!))).toBe('not_found');
    world.apply(decideReopening(world.team, ADA!), ADA!);
    expect(codeOf(world.writes(ADA!))).toBe('ok');
    expect(decideReopening(world.team, BEN!)).toEqual({ entries: [] });
  });

  test('do what visitors and their operators do in no way', () => {
    const { team } = new World(ADA!, 'direct', [ADA!, BEN!]);
    for (const command of [
      { t: 'send', cid: 'c', text: 'x', note: true },
      { t: 'end', cid: 'c' },
      { t: 'rate', cid: 'c', score: 5 },
      { t: 'transcript', cid: 'c', address: 'a@b.example' },
      { t: 'form', cid: 'c', form: 'offline', values: {} },
    ] as const)
      expect(codeOf(decideTeamCommand(team, ADA!, command, []))).toBe('forbidden');
    expect(codeOf(decideTeamCommand(team, ADA!, { t: 'send', cid: 'c', text: ' ' }, []))).toBe('empty_text');
  });
});

test('whatever anybody does in whatever order, only members act, admins are members, and a group with members has an admin', () => {
  const person = fc.constantFrom(ADA!, BEN!, CLEO!, DAN!);
  const action: fc.Arbitrary<TeamAction | 'write' | 'removed'> = fc.oneof(
    fc.constantFrom('write' as const, 'removed' as const, { kind: 'leave' } as const, { kind: 'rename', name: 'n' } as const),
    fc.array(person, { minLength: 1, maxLength: 3 }).map((ids) => add(...ids)),
    fc.record({ kind: fc.constantFrom('remove' as const, 'promote' as const, 'demote' as const), person }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ by: person, action }), { maxLength: 60 }), (moves) => {
      const world = new World(ADA!, 'group', [ADA!, BEN!]);
      for (const { by, action } of moves) {
        const before = world.team as Group;
        const length = world.entries.length;
        if (action === 'write') world.writes(by);
        else if (action === 'removed') world.removed(by);
        else world.act(by, action);
        const { members, admins } = world.team as Group;
        const made = world.entries.slice(length);
        for (const entry of made) {
          if (entry.by === 'system') continue;
          expect(before.members).toContain(entry.by);
          if (entry.kind !== 'message' && entry.kind !== 'left') expect(before.admins).toContain(entry.by);
        }
        expect(new Set(members).size).toBe(members.length);
        expect(new Set(admins).size).toBe(admins.length);
        for (const admin of admins) expect(members).toContain(admin);
        if (members.length > 0) expect(admins.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1000 },
  );
});
