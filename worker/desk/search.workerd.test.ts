import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NEW_CHAT } from '../../protocol/chat.ts';
import { type Entry, type EntryDraft, erasedEntry, type FileRef, type PersonId } from '../../protocol/entries.ts';
import type { SearchQuery } from '../../protocol/search.ts';
import type { DeskMember } from '../contracts/desk.ts';
import type { RoomReport, TeamReport, VisitorReport } from '../contracts/reports.ts';
import { startCounting } from '../testing/count-rows.ts';
import { deskLine, newWorld, type World } from '../testing/people.ts';
import { filesOf, unreadAfter } from './search.ts';

const PAGE = 200;
const NOON = Date.UTC(2026, 5, 1, 12);

let world: World;
const desk = () => env.DESK.getByName(world.account);

beforeEach(async () => {
  world = await newWorld();
});

/** The desk goes to sleep; it has to be awake for that. */
async function sleeps(): Promise<void> {
  await desk().searchProgress();
  await evictDurableObject(desk());
}

/** A room with a log, and what it tells the desk of it. Like a real one it changes what later readers get of an entry. */
class Teller {
  readonly log: Entry[] = [];
  told = 0;

  constructor(
    readonly room: string,
    readonly about: Partial<VisitorReport> | Partial<TeamReport> = {},
  ) {}

  say(by: PersonId, draft: EntryDraft, at = NOON + this.log.length * 1000): number {
    const seq = this.log.length + 1;
    const target = 'of' in draft ? this.log[draft.of - 1] : undefined;
    if (draft.kind === 'edited' && target && 'text' in target) Object.assign(target, { text: draft.text, edited: true });
    if (draft.kind === 'deleted' && target && 'text' in target) {
      Object.assign(target, { text: '', deleted: true });
      if (target.kind === 'message') delete target.files;
    }
    if (draft.kind === 'erased') for (const [index, entry] of this.log.entries()) this.log[index] = erasedEntry(entry);
    this.log.push({ ...draft, seq, at, by } as Entry);
    return seq;
  }

  report(after = this.told, page = PAGE): RoomReport {
    const any = {
      room: this.room,
      account: world.account,
      seq: this.log.length,
      last: null,
      unread: {},
      after,
      news: structuredClone(this.log.slice(after, after + page)),
    };
    if (this.room.startsWith('team.')) {
      const team: TeamReport['team'] = { form: 'group', name: 'Launch', members: ['o_ada'], admins: [] };
      return { kind: 'team', ...any, team, names: {}, ...(this.about as Partial<TeamReport>) };
    }
    const visitor = { id: 'v', name: 'Vic' };
    const chat = NEW_CHAT;
    return {
      kind: 'visitor',
      ...any,
      site: world.site,
      chat,
      visitor,
      pending: 0,
      offeredTo: [],
      ...(this.about as Partial<VisitorReport>),
    };
  }

  /** Tells everything, in pages. */
  async tell(page = PAGE): Promise<void> {
    do this.told = (await desk().report(this.report(this.told, page))).seq;
    while (this.told < this.log.length);
  }
}

const visitorsRoom = (visitor = 'v', about?: Partial<VisitorReport>) => new Teller(`${world.site}.${visitor}`, about);
const message = (text: string, files?: FileRef[]): EntryDraft => ({ kind: 'message', text, ...(files ? { files } : {}) });
const file = (name: string): FileRef => ({ id: `id-${name}`, name, type: 'text/plain', size: 1 });

const search = (query: Partial<SearchQuery>, viewer: PersonId = 'o_ada') => desk().search(viewer, { text: '', ...query });
const found = async (query: string | Partial<SearchQuery>, viewer?: PersonId): Promise<string[]> =>
  (await search(typeof query === 'string' ? { text: query } : query, viewer)).messages.map(({ text }) => text.text);

describe('E8: what is said is found', () => {
  test('by words and their beginnings, without accents and case, by phrases, newest first, set off', async () => {
    const room = visitorsRoom();
    room.say('v_v', message('Is the Café open?'));
    room.say('o_ada', message('The cafeteria is, the blue house is not'));
    room.say('v_v', message('A house that is blue'));
    await room.tell();
    expect(await found('CAFE')).toEqual(['The cafeteria is, the blue house is not', 'Is the Café open?']);
    expect(await found('"blue house"')).toEqual(['The cafeteria is, the blue house is not']);
    expect(await found('hous blue')).toHaveLength(2);
    expect(await found('"caf"')).toEqual([]);
    const { messages } = await search({ text: 'cafe' });
    expect(messages[1]).toMatchObject({ seq: 1, by: 'v_v', name: 'Vic', room: { id: room.room, kind: 'visitor', title: { text: 'Vic' } } });
    const { text, marks } = messages[1]!.text;
    expect(marks.map(([start = 0, length = 0]) => text.slice(start, start + length))).toEqual(['Café']);
  });

  test('by files’ names; and what was edited or deleted is found as it is now, whether its words were given before or not', async () => {
    const room = visitorsRoom();
    room.say('v_v', message('', [file('Invoice-2026.pdf')]));
    room.say('v_v', message('the wrng word'));
    room.say('v_v', message('away with it'));
    await room.tell();
    for (const searched of [false, true]) {
      if (searched) expect(await found('wrng')).toHaveLength(1);
      room.say('v_v', { kind: 'edited', of: 2, text: searched ? 'the right word' : 'the wrng word' });
      await room.tell();
    }
    expect(await found('wrng')).toEqual([]);
    expect(await found('right')).toEqual(['the right word']);
    room.say('v_v', { kind: 'deleted', of: 3 });
    await room.tell();
    expect(await found('away')).toEqual([]);
    const { messages } = await search({ text: 'invoice' });
    expect(messages).toMatchObject([{ seq: 1, files: [{ file: { id: 'id-Invoice-2026.pdf' }, name: { marks: [[0, 7]] } }] }]);
    room.say('v_v', { kind: 'erased' });
    await room.tell();
    expect(await found({ from: 'v_v' })).toEqual([]);
  });

  test('filtered by who, where, when, what kind of room, and with a file', async () => {
    const room = visitorsRoom();
    const team = new Teller('team.1');
    room.say('v_v', message('word one'), NOON);
    room.say('o_ada', message('word two', [file('a.txt')]), NOON + 60_000);
    team.say('o_ada', message('word three'), NOON + 120_000);
    await room.tell();
    await team.tell();
    const asked = (rest: Partial<SearchQuery>) => found({ text: 'word', ...rest });
    expect(await asked({})).toEqual(['word three', 'word two', 'word one']);
    expect(await asked({ from: 'o_ada' })).toEqual(['word three', 'word two']);
    expect(await asked({ in: room.room })).toEqual(['word two', 'word one']);
    expect(await asked({ kind: 'team' })).toEqual(['word three']);
    expect(await asked({ files: true })).toEqual(['word two']);
    expect(await asked({ since: NOON + 1 })).toEqual(['word three', 'word two']);
    expect(await asked({ until: NOON + 60_000 })).toEqual(['word one']);
    expect(await found({ files: true })).toEqual(['word two']);
    expect((await search({ text: 'laun' })).rooms).toMatchObject([
      { id: 'team.1', kind: 'team', title: { text: 'Launch', marks: [[0, 6]] } },
    ]);
    expect((await search({ text: 'vic' })).rooms).toMatchObject([{ id: room.room, title: { text: 'Vic' } }]);
  });

  test('page after page, without a gap and once, whatever comes meanwhile', async () => {
    const room = visitorsRoom();
    for (let n = 0; n < 90; n++) room.say('v_v', message(`needle ${n}`), NOON + Math.floor(n / 7) * 1000);
    await room.tell(33);
    const all: string[] = [];
    let before: string | null = null;
    do {
      const page = await search({ text: 'needle', ...(before ? { before } : {}) });
      all.push(...page.messages.map(({ text }) => text.text));
      before = page.next;
      room.say('v_v', message('needle later'));
      await room.tell();
    } while (before);
    expect(all).toEqual(Array.from({ length: 90 }, (_, n) => `needle ${89 - n}`));
  });

  test('whatever is asked, nothing of it is a command', async () => {
    const room = visitorsRoom();
    room.say('v_v', message('plain words, "quoted" ones and 1+1=2 ☃'));
    await room.tell();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        expect((await search({ text })).messages.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
    for (const text of ['"', 'a" OR "b', 'tags : x', 'NEAR(', '* ', '^plain', '{text}:plain', '-', "');--", '\u0000', '\ud800'])
      await search({ text });
    expect(await found('☃')).toEqual([]);
    expect(await found('1+1')).toHaveLength(1);
  });
});

describe('E8: nobody finds what they may not see', () => {
  test('rooms of colleagues, of advertisers, notes, and the rooms’ names', async () => {
    const member = (id: PersonId, rest: Partial<DeskMember> = {}): DeskMember => ({
      id,
      name: id,
      email: `${id}@test.example`,
      role: 'operator',
      groups: [],
      advertisers: [],
      listingsOnly: false,
      ...rest,
    });
    const people = [
      member('o_owner', { role: 'owner' }),
      member('o_ada'),
      member('o_agent', { listingsOnly: true, advertisers: ['Haus-1'] }),
      member('o_both', { advertisers: ['haus-1'] }),
    ];
    await desk().configure(world.account, people, [{ id: world.site, name: 'Shop' }]);
    const named = (name: string) => ({ visitor: { id: name, name: `needle ${name}` } });
    const rooms = [
      visitorsRoom('site', named('site')),
      visitorsRoom('x.Haus-1', named('Haus')),
      visitorsRoom('x.haus-1', named('haus')),
      new Teller('team.ada', { team: { form: 'group', name: 'needle team', members: ['o_ada'], admins: [] } }),
    ];
    for (const room of rooms) {
      room.say('o_ada', message(`needle ${room.room}`));
      room.say('o_ada', { kind: 'note', text: 'noted' });
      await room.tell();
    }
    const seen = async (viewer: PersonId) => {
      const page = await search({ text: 'needle' }, viewer);
      const names = page.rooms.map(({ id }) => rooms.findIndex(({ room }) => room === id)).sort();
      const said = page.messages.map(({ room }) => rooms.findIndex((one) => one.room === room.id)).sort();
      expect(names).toEqual(said);
      expect((await search({ text: 'noted' }, viewer)).messages).toHaveLength(said.length);
      return said;
    };
    expect(await seen('o_owner')).toEqual([0, 1, 2]);
    expect(await seen('o_ada')).toEqual([0, 3]);
    expect(await seen('o_agent')).toEqual([1]);
    expect(await seen('o_both')).toEqual([0, 2]);
    expect(await seen('o_stranger')).toEqual([]);
    expect(await seen('c_client')).toEqual([]);
    expect((await search({ text: 'needle', in: 'team.ada' }, 'o_owner')).messages).toEqual([]);
    expect((await search({ in: rooms[0]!.room }, 'o_agent')).messages).toEqual([]);
  });
});

describe('The index', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('message' as const), text: fc.constantFrom('alpha', 'beta', 'gamma', '') }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('edited' as const), of: fc.nat(200), text: fc.constantFrom('alpha', 'delta', '') }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('deleted' as const), of: fc.nat(200) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('note' as const), text: fc.constantFrom('alpha', 'epsilon') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('many' as const), count: fc.integer({ min: 20, max: 80 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('erased' as const) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('tell' as const), page: fc.integer({ min: 1, max: 50 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), after: fc.nat(200) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('search' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('empty' as const) }) },
  );

  test('holds what the log says, whatever order messages, changes, pages, repeats, sleep and rebuilding come in', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        world = await newWorld();
        const room = visitorsRoom();
        for (const one of steps) {
          if (one.kind === 'tell') room.told = (await desk().report(room.report(room.told, one.page))).seq;
          else if (one.kind === 'again') room.told = (await desk().report(room.report(Math.min(one.after, room.log.length)))).seq;
          else if (one.kind === 'search') await search({ text: 'alpha' });
          else if (one.kind === 'evict') await sleeps();
          else if (one.kind === 'empty') await desk().reindex();
          else if (one.kind === 'many') for (let n = 0; n < one.count; n++) room.say('v_v', message(`alpha ${n}`));
          else if ('of' in one) {
            const of = (one.of % Math.max(1, room.log.length)) + 1;
            const target = room.log[of - 1];
            // As the rules of a room have it: what is deleted stays so, what has no files keeps a text.
            if (target?.kind !== 'message' && target?.kind !== 'note') continue;
            if (!target.deleted && !(one.kind === 'edited' && one.text === '')) room.say('v_v', { ...one, of });
          } else if (one.kind === 'erased' || one.text !== '') room.say('v_v', one);
        }
        await room.tell(50);
        const expected = (word: string) =>
          room.log
            .flatMap((entry) => ((entry.kind === 'message' || entry.kind === 'note') && entry.text.startsWith(word) ? [entry.seq] : []))
            .reverse();
        for (const word of ['alpha', 'beta', 'gamma', 'delta', 'epsilon']) {
          const seqs: number[] = [];
          let before: string | null = null;
          do {
            const page = await search({ text: word, ...(before ? { before } : {}) });
            seqs.push(...page.messages.map(({ seq }) => seq));
            before = page.next;
          } while (before);
          expect(seqs).toEqual(expected(word));
        }
        const others = room.log.filter((entry) => entry.kind === 'message' && !entry.deleted);
        await runInDurableObject(desk(), (_, { storage }) => {
          const counted = (seq: number) => Math.min(100, others.filter((entry) => entry.seq > seq).length);
          for (const seq of [0, 5, room.log.length - 1, room.log.length]) {
            expect(unreadAfter(storage.sql, room.room, seq, { not: 'o_ada' })).toBe(counted(seq));
            expect(unreadAfter(storage.sql, room.room, seq, { not: 'v_v' })).toBe(0);
          }
          // What the full text forgot was what it had been given.
          storage.sql.exec("INSERT INTO words (words) VALUES ('integrity-check')");
        });
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('writes one row for a message, and next to nothing else', async () => {
    const rooms = Array.from({ length: 20 }, (_, n) => visitorsRoom(`v${n}`));
    for (const room of rooms) {
      room.say('v_v', message('the first'));
      await room.tell();
    }
    const sql = await runInDurableObject(desk(), (_, { storage }) => storage.sql);
    const counted = startCounting(sql);
    for (let n = 0; n < 32; n++) {
      for (const room of rooms) {
        room.say('v_v', message(`Message ${n} as people write them, of about eighty characters, with words like ${n * 7}`));
        await room.tell();
      }
    }
    counted.stop();
    const written = counted.rows.get(sql)! / 640;
    // Two are the room's own, its row and its place among the others, and one its words.
    expect(written).toBeGreaterThan(2.9);
    expect(written).toBeLessThan(3.1);
  }, 60_000);

  test('asks for what it lacks: a room it has lost tells all of its log, and alerts nobody again', async () => {
    const room = visitorsRoom();
    for (let n = 0; n < 5; n++) room.say('v_v', message(`needle ${n}`));
    room.told = 3;
    const ada = await deskLine(world, 'ada');
    expect(await desk().report(room.report())).toEqual({ seq: 0 });
    expect(await found('needle')).toEqual([]);
    room.told = 0;
    await room.tell(2);
    expect(await found('needle')).toHaveLength(5);
    // What lies behind the room's cursor was told, and alerted of, before.
    await vi.waitFor(() => expect(ada.alerts()).toHaveLength(2));
    expect(ada.alerts()).toMatchObject([
      { kind: 'message', seq: 4 },
      { kind: 'message', seq: 5 },
    ]);
    await desk().reindex();
    room.told = 0;
    await room.tell();
    room.say('v_v', message('one more'));
    await room.tell();
    await vi.waitFor(() => expect(ada.alerts().at(-1)).toMatchObject({ seq: 6 }));
    expect(ada.alerts()).toHaveLength(3);
    ada.close();
  });

  test('counts files of rooms, newest first', async () => {
    const [one, two] = [visitorsRoom('one'), visitorsRoom('two')];
    one.say('v_v', message('', [file('a'), file('b')]), NOON);
    two.say('v_v', message('', [file('c')]), NOON + 10);
    one.say('v_v', message('', [file('d')]), NOON + 20);
    one.say('v_v', { kind: 'deleted', of: 2 });
    await one.tell();
    await two.tell();
    await runInDurableObject(desk(), (_, { storage: { sql } }) => {
      const names = (rooms: string[], before?: number) => filesOf(sql, rooms, before).map(({ file: { name } }) => name);
      expect(names([one.room, two.room])).toEqual(['c', 'a', 'b']);
      expect(names([two.room])).toEqual(['c']);
      expect(names([one.room, two.room], NOON + 10)).toEqual(['a', 'b']);
      expect(names([])).toEqual([]);
    });
  });
});
