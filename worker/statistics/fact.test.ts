import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import { type ChatFact, durationOf, factsAfter, foldFact, isMissed, isOffline, responseOf } from './fact.ts';

const ORIGIN = { account: 'a', site: 's', room: 's.v', advertiser: '' };
const SECOND = 1000;
type Line = [seconds: number, by: PersonId, draft: EntryDraft];

const logOf = (lines: Line[]): Entry[] =>
  lines.map(([seconds, by, draft], index) => ({ seq: index + 1, at: seconds * SECOND, by, ...draft }) as Entry);
const factOf = (lines: Line[]): ChatFact => factsAfter(null, logOf(lines), ORIGIN).fact!;
const opened = (via: 'visitor' | 'invitation' | 'form' = 'visitor', episode = 1): EntryDraft => ({ kind: 'opened', episode, via });
const says = (text = 'hm'): EntryDraft => ({ kind: 'message', text });
const invites: EntryDraft = { kind: 'message', text: 'May I help?', invitation: true };
const taken: EntryDraft = { kind: 'taken' };
const closed: EntryDraft = { kind: 'closed' };

describe('A chat', () => {
  test('that was answered is meaningful, with its response, length, people and rating', () => {
    const fact = factOf([
      [0, 'v_1', opened()],
      [0, 'v_1', says()],
      [4, 'o_ada', taken],
      [10, 'o_ada', says()],
      [20, 'o_grace', { kind: 'joined', invitedBy: 'o_ada' }],
      [30, 'v_1', says()],
      [60, 'v_1', closed],
      [61, 'o_ada', { kind: 'closed', category: { id: 'c', name: 'Sales' } }],
      [70, 'v_1', { kind: 'rated', score: 4 }],
    ]);
    expect(fact).toMatchObject({ meaningful: true, owner: 'o_ada', answeredBy: 'o_ada', operators: ['o_ada', 'o_grace'], rating: 4 });
    expect(fact).toMatchObject({ visitorMessages: 2, operatorMessages: 1, category: { id: 'c' }, seq: 9 });
    expect([responseOf(fact), durationOf(fact), isMissed(fact)]).toEqual([10 * SECOND, 60 * SECOND, false]);
  });

  test('of an invitation is meaningful when the operator writes after the visitor did', () => {
    const lines: Line[] = [
      [0, 'o_ada', opened('invitation')],
      [0, 'o_ada', taken],
      [0, 'o_ada', invites],
      [5, 'o_ada', says('We have lamps.')],
    ];
    expect(factOf(lines)).toMatchObject({ meaningful: false, operatorMessages: 0 });
    lines.push([60, 'v_1', says('Yes please')]);
    expect(factOf(lines)).toMatchObject({ meaningful: false, visitorMessages: 1 });
    lines.push([68, 'o_ada', says()]);
    expect(factOf(lines)).toMatchObject({ meaningful: true });
    expect(responseOf(factOf(lines))).toBe(8 * SECOND);
  });

  test('is missed when it timed out or ended before an answer, and stays so when somebody answers later', () => {
    const waiting: Line[] = [
      [0, 'v_1', opened()],
      [0, 'v_1', says()],
    ];
    expect(isMissed(factOf(waiting))).toBe(false);
    expect(isMissed(factOf([...waiting, [9, 'v_1', closed]]))).toBe(true);
    const late = factOf([...waiting, [120, 'system', { kind: 'unanswered' }], [500, 'o_ada', taken], [501, 'o_ada', says()]]);
    expect([isMissed(late), responseOf(late), late.meaningful]).toEqual([true, null, true]);
    const intime = factOf([...waiting, [10, 'o_ada', says()], [500, 'v_1', closed]]);
    expect([isMissed(intime), responseOf(intime)]).toEqual([false, 10 * SECOND]);
  });

  test('begun with the offline form is an offline message, and not missed', () => {
    const form: EntryDraft = { kind: 'form', form: 'offline', values: { email: 'a@b.example', message: 'Call me' } };
    const fact = factOf([
      [0, 'v_1', opened('form')],
      [0, 'v_1', form],
    ]);
    expect([isOffline(fact), isMissed(fact), fact.visitorMessages]).toEqual([true, false, 1]);
  });
});

const draft: fc.Arbitrary<Line> = fc
  .tuple(
    fc.constantFrom<PersonId>('v_1', 'o_ada', 'o_grace'),
    fc.constantFrom<EntryDraft>(says(), says(), taken, closed, invites, { kind: 'unanswered' }, { kind: 'note', text: 'x' }, opened()),
  )
  .map(([by, one]) => [0, by, one]);

describe('Told in pieces', () => {
  test('however the log is cut up and wherever it begins again, the same facts are told under the same seqs', () => {
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 6 }), (lines, cuts) => {
        let episode = 0;
        const log = logOf([[0, 'v_1', opened()], ...lines]).map((entry, at) => ({
          ...entry,
          at: at * SECOND,
          ...(entry.kind === 'opened' ? { episode: ++episode } : {}),
        }));
        const last = new Map<number, string>();
        for (const fact of factsAfter(null, log, ORIGIN).changed) last.set(fact.episode, JSON.stringify(fact));
        const told = new Map<number, string>();
        let fact: ChatFact | null = null;
        let from = 0;
        for (const to of [...cuts, log.length].toSorted((a, b) => a - b)) {
          const piece = factsAfter(fact, log.slice(from, to), ORIGIN);
          for (const one of piece.changed) told.set(one.episode, JSON.stringify(one));
          fact = piece.fact;
          from = Math.min(to, log.length);
        }
        expect(told).toEqual(last);
      }),
    );
  });

  test('messages alone are no news once both sides have written', () => {
    const log = logOf([
      [0, 'v_1', opened()],
      [0, 'v_1', says()],
      [1, 'o_ada', taken],
      [2, 'o_ada', says()],
    ]);
    const fact = log.reduce<ChatFact | null>((before, entry) => foldFact(before, entry, ORIGIN), null);
    const more = logOf([...Array(4)].map((_, n): Line => [9, n % 2 ? 'v_1' : 'o_ada', says()])).map((entry) => ({
      ...entry,
      seq: entry.seq + 4,
    }));
    expect(factsAfter(fact, more, ORIGIN).changed).toEqual([]);
  });
});
