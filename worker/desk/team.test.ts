import { describe, expect, test } from 'vitest';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { MeetingEntry } from '../../protocol/meeting.ts';
import { foldTeam, NEW_TEAM, type Team } from '../../protocol/team.ts';
import type { TeamReport } from '../contracts/reports.ts';
import { isFor, teamAlerts } from './alerts.ts';
import { type StoredRoom, storedRoom, summaryFor } from './summary.ts';

const [ADA, BEN, CLEO]: PersonId[] = ['o_ada', 'o_ben', 'o_cleo'];
const begun: [PersonId, EntryDraft] = [ADA!, { kind: 'created', form: 'group', name: 'Us', members: [ADA!, BEN!, CLEO!] }];
const message = (by: PersonId, mentions?: PersonId[]): [PersonId, EntryDraft] => [
  by,
  { kind: 'message', text: 'x', ...(mentions ? { mentions } : {}) },
];

const meeting = (by: PersonId, kind: MeetingEntry['kind']): [PersonId, EntryDraft] => [
  by,
  { kind, meeting: 'm1', title: 'Kick-off', starts: 9, minutes: 30 },
];

function reportOf(before: [PersonId, EntryDraft][], news: [PersonId, EntryDraft][]): TeamReport {
  const log = [...before, ...news].map(([by, draft], i) => ({ ...draft, seq: i + 1, at: i, by }) as Entry);
  const team = log.reduce<Team>(foldTeam, NEW_TEAM);
  const names = { o_ada: 'Ada', o_ben: 'Ben' };
  return {
    kind: 'team',
    room: 'team.1',
    account: 'a',
    seq: log.length,
    team,
    names,
    last: null,
    unread: { o_ben: 2 },
    after: before.length,
    news: log.slice(before.length),
  };
}

function alerted(before: [PersonId, EntryDraft][], news: [PersonId, EntryDraft][]): Record<string, string[]> {
  const report = reportOf(before, news);
  const all = teamAlerts(report, report.news);
  const told = (person: PersonId) =>
    all.filter((one) => isFor(one, person)).map(({ alert }) => ('seq' in alert ? `${alert.kind} ${alert.seq}` : alert.kind));
  return Object.fromEntries([ADA!, BEN!, CLEO!].map((person) => [person.slice(2), told(person)]).filter(([, kinds]) => kinds!.length > 0));
}

describe('C9: in a room of colleagues', () => {
  test.each<[string, [PersonId, EntryDraft][], [PersonId, EntryDraft][], Record<string, string[]>]>([
    ['a group that begins is told to who is in it', [], [begun], { ben: ['joined'], cleo: ['joined'] }],
    ['a message is told to all but the writer', [begun], [message(ADA!)], { ben: ['message 2'], cleo: ['message 2'] }],
    [
      'each hears of the newest by others',
      [begun],
      [message(ADA!), message(BEN!)],
      { ada: ['message 3'], ben: ['message 2'], cleo: ['message 3'] },
    ],
    [
      'being named counts for more than what is newer',
      [begun],
      [message(ADA!, [BEN!]), message(CLEO!)],
      { ada: ['message 3'], ben: ['mention 2'], cleo: ['message 2'] },
    ],
    [
      'who is removed hears nothing more',
      [begun],
      [[ADA!, { kind: 'removed', people: [BEN!] }], message(ADA!, [BEN!])],
      { cleo: ['message 3'] },
    ],
    [
      'F5: a meeting is told to all but who scheduled it, its reminder to all, as one with what changed meanwhile',
      [begun],
      [meeting(ADA!, 'meeting_scheduled'), meeting(BEN!, 'meeting_cancelled')],
      { ada: ['meeting'], ben: ['meeting'], cleo: ['meeting'] },
    ],
    [
      'F5: its reminder is for all',
      [begun],
      [meeting('system', 'meeting_near')],
      { ada: ['meeting'], ben: ['meeting'], cleo: ['meeting'] },
    ],
    ['a rename disturbs nobody', [begun], [[ADA!, { kind: 'renamed', name: 'We' }]], {}],
  ])('%s', (_name, before, news, expected) => expect(alerted(before, news)).toEqual(expected));

  test('each member sees own unread and the other’s name, and who left is remembered for their lists', () => {
    const pair: [PersonId, EntryDraft] = [ADA!, { kind: 'created', form: 'direct', members: [ADA!, BEN!] }];
    const first = storedRoom(reportOf([], [pair]), null);
    expect(summaryFor(ADA!, first, 1, 1)).toMatchObject({ title: 'Ben', unread: 0 });
    expect(summaryFor(BEN!, first, 1, 1)).toMatchObject({ title: 'Ada', unread: 2 });
    expect(JSON.stringify(summaryFor(ADA!, first, 1, 1))).not.toContain('former');
    const group = storedRoom(reportOf([], [begun]), null);
    const removed = storedRoom(reportOf([begun], [[ADA!, { kind: 'removed', people: [BEN!, CLEO!] }]]), group);
    const back: StoredRoom = storedRoom(reportOf([begun, [ADA!, { kind: 'removed', people: [CLEO!] }]], []), removed);
    expect([removed, back]).toMatchObject([{ former: [BEN, CLEO] }, { former: [CLEO] }]);
  });
});
