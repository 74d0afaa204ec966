/** A million messages in an account's desk, made in the runtime, and how long it takes to find something among them. */
import { NEW_CHAT } from '../protocol/chat.ts';
import type { Entry, PersonId } from '../protocol/entries.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { SearchQuery } from '../protocol/search.ts';
import type { DeskApi, DeskMember } from '../worker/contracts/desk.ts';
import type { RoomReport } from '../worker/contracts/reports.ts';
import type { BenchEnv } from './worker.ts';

const SEARCHED = 1_000_000;
/** Rooms of visitors, and of colleagues. */
const VISITORS = 5_000;
const TEAMS = 200;
const PER_ROOM = Math.ceil(SEARCHED / (VISITORS + TEAMS));
const BEGAN = Date.UTC(2026, 0);
/** What is found first: the words are those of a large vocabulary, a few of them in every second message, most of them rare. */
const WORDS = 20_000;
const SYLLABLES = ['ba', 'ce', 'di', 'fo', 'gu', 'la', 'me', 'ni', 'po', 'ru', 'sa', 'te', 'vi', 'zo', 'ka'];

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const wordAt = (n: number): string => {
  let word = '';
  for (let left = n + 15; left > 0; left = Math.floor(left / 15)) word += SYLLABLES[left % 15];
  return word;
};

/** As in languages, the nth word about once in n. */
const anyWord = (next: () => number): string => wordAt(Math.floor((WORDS + 1) ** next()) - 1);

const OPERATORS = Array.from({ length: 20 }, (_, n): PersonId => `o_${n}`);
const member = (id: PersonId, rest: Partial<DeskMember>): DeskMember => ({
  id,
  name: id,
  email: `${id}@bench.example`,
  role: 'operator',
  groups: [],
  advertisers: [],
  listingsOnly: false,
  ...rest,
});

function reportOf(room: number, after: number): RoomReport {
  const next = numbers(room * 7919 + after);
  const isTeam = room >= VISITORS;
  const news = Array.from({ length: Math.min(LIMITS.page, PER_ROOM - after) }, (_, n): Entry => {
    const seq = after + n + 1;
    const by: PersonId = isTeam || seq % 2 === 0 ? OPERATORS[Math.floor(next() * OPERATORS.length)]! : `v_${room}`;
    const text = Array.from({ length: 8 + Math.floor(next() * 14) }, () => anyWord(next)).join(' ');
    const files =
      next() < 0.02 ? { files: [{ id: `f${room}-${seq}`, name: `${anyWord(next)}.pdf`, type: 'application/pdf', size: 1 }] } : {};
    // All rooms go on all year.
    return { seq, at: BEGAN + ((seq * 160_000_000 + room * 31_000) % 31_000_000_000), by, kind: 'message', text, ...files };
  });
  const any = { account: 'search', seq: PER_ROOM, last: null, unread: {}, after, news };
  if (isTeam) {
    const members = OPERATORS.filter((_, n) => (room + n) % 5 === 0);
    return { kind: 'team', room: `team.${room}`, ...any, team: { form: 'group', name: `Team ${room}`, members, admins: [] }, names: {} };
  }
  const advertiser = room % 50 === 0 ? '.haus' : '';
  const chat = { ...NEW_CHAT, status: 'closed' as const, since: BEGAN };
  const visitor = { id: `${room}`, name: `Visitor ${room}` };
  return { kind: 'visitor', room: `shop.${room}${advertiser}`, ...any, site: 'shop', chat, visitor, pending: 0, offeredTo: [] };
}

/** Questions as people ask them; those of one kind differ, so that none is answered from what the last one left. */
const QUESTIONS: Record<string, { viewer: PersonId; ask: (next: () => number) => SearchQuery }> = {
  word: { viewer: 'o_0', ask: (next) => ({ text: `"${wordAt(50 + Math.floor(next() * 2_000))}"` }) },
  'a very common word': { viewer: 'o_0', ask: (next) => ({ text: `"${wordAt(Math.floor(next() * 8))}"` }) },
  'beginning of two letters': { viewer: 'o_0', ask: (next) => ({ text: anyWord(next).slice(0, 2) }) },
  'beginning of five': { viewer: 'o_0', ask: (next) => ({ text: wordAt(300 + Math.floor(next() * 5_000)).slice(0, 5) }) },
  'three words': { viewer: 'o_0', ask: (next) => ({ text: [anyWord(next), anyWord(next), anyWord(next)].join(' ') }) },
  phrase: { viewer: 'o_0', ask: (next) => ({ text: `"${anyWord(next)} ${anyWord(next)}"` }) },
  'from a person, with a file': {
    viewer: 'o_0',
    ask: (next) => ({ text: wordAt(Math.floor(next() * 50)), from: OPERATORS[Math.floor(next() * 20)]!, files: true }),
  },
  'in a month, in rooms of colleagues': {
    viewer: 'o_0',
    ask: (next) => ({
      text: wordAt(Math.floor(next() * 300)),
      kind: 'team',
      since: BEGAN + 8_000_000_000,
      until: BEGAN + 10_600_000_000,
    }),
  },
  'in one room': { viewer: 'o_0', ask: (next) => ({ text: wordAt(Math.floor(next() * 30)), in: `shop.${1 + Math.floor(next() * 49)}` }) },
  'by who sees few rooms': { viewer: 'o_few', ask: (next) => ({ text: wordAt(Math.floor(next() * 2_000)) }) },
  'no text, all files': { viewer: 'o_0', ask: () => ({ text: '', files: true }) },
};

/** `/search/build?from=`: makes the next hundred rooms. `/search/kinds`: the kinds of questions. `/search/ask?kind=&n=`: asks the nth of a kind. */
export async function search(request: Request, env: BenchEnv, what: string): Promise<Response> {
  const desk = env.DESK.getByName('search') as unknown as DeskApi;
  const { searchParams } = new URL(request.url);
  if (what === 'build') {
    const from = Number(searchParams.get('from'));
    if (from === 0) {
      const people = [
        ...OPERATORS.map((id) => member(id, { role: 'admin' })),
        member('o_few', { listingsOnly: true, advertisers: ['haus'] }),
      ];
      await desk.configure('search', people, []);
    }
    const to = Math.min(from + 100, VISITORS + TEAMS);
    for (let room = from; room < to; room++) {
      for (let told = 0; told < PER_ROOM; ) told = (await desk.report(reportOf(room, told))).seq;
    }
    return Response.json({ rooms: VISITORS + TEAMS, to });
  }
  if (what === 'kinds') return Response.json(Object.keys(QUESTIONS));
  const { viewer, ask } = QUESTIONS[searchParams.get('kind') ?? '']!;
  const page = await desk.search(viewer, ask(numbers(Number(searchParams.get('n')) * 104_729)));
  return Response.json(page.messages.length);
}
