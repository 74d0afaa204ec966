import { expect, test } from 'vitest';
import { type Chat, foldChat, NEW_CHAT } from '../../protocol/chat.ts';
import type { Entry, EntryDraft, PersonId } from '../../protocol/entries.ts';
import type { ClientReport, TeamReport, VisitorReport } from '../contracts/reports.ts';
import { alerts, clientAlerts, isFor, teamAlerts } from './alerts.ts';

const ANA: PersonId = 'o_ana';
const BEN: PersonId = 'o_ben';
const CLEO: PersonId = 'o_cleo';
const GUEST: PersonId = 'v_guest';

/** Who of the three is alerted, of what, when `news` follow `before`. */
function alerted(
  before: [PersonId, EntryDraft][],
  news: [PersonId, EntryDraft][],
  { offeredTo = [], asked = 'all' }: { offeredTo?: PersonId[]; asked?: PersonId[] | 'all' } = {},
): Record<string, string[]> {
  const log = [...before, ...news].map(([by, draft], i) => ({ ...draft, seq: i + 1, at: i, by }) as Entry);
  const chat = log.reduce<Chat>(foldChat, NEW_CHAT);
  const report: VisitorReport = {
    kind: 'visitor',
    room: 's.v',
    account: 'a',
    site: 's',
    seq: log.length,
    chat,
    visitor: { id: 'v' },
    last: null,
    unread: {},
    pending: 0,
    offeredTo,
    after: before.length,
    news: log.slice(before.length),
  };
  const all = alerts(report, report.news, asked);
  const told = (person: PersonId) =>
    all.filter((one) => isFor(one, person)).map(({ alert }) => (alert.kind === 'message' ? `message ${alert.seq}` : alert.kind));
  return Object.fromEntries([ANA, BEN, CLEO].map((person) => [person.slice(2), told(person)]).filter(([, kinds]) => kinds!.length > 0));
}

const opened: [PersonId, EntryDraft] = [GUEST, { kind: 'opened', episode: 1, via: 'visitor' }];
const message = (by: PersonId): [PersonId, EntryDraft] => [by, { kind: 'message', text: 'hello' }];
const taken = (by: PersonId): [PersonId, EntryDraft] => [by, { kind: 'taken' }];
const offered = (to: { operator: PersonId; name: string } | { group: string; name: string }): [PersonId, EntryDraft] => [
  ANA,
  { kind: 'offered', to, until: 9, note: 'please' },
];

test.each<[string, [PersonId, EntryDraft][], [PersonId, EntryDraft][], Record<string, string[]>]>([
  ['that a visitor waits is alerted with the offers of their chat', [], [opened, message(GUEST)], {}],
  [
    'an offline form alerts everyone, once',
    [],
    [
      [GUEST, { kind: 'opened', episode: 1, via: 'form' }],
      [GUEST, { kind: 'form', form: 'offline', values: {} }],
    ],
    { ana: ['waiting'], ben: ['waiting'], cleo: ['waiting'] },
  ],
  [
    'more words of one who waits alert everyone of the newest',
    [opened],
    [message(GUEST), message(GUEST)],
    { ana: ['message 3'], ben: ['message 3'], cleo: ['message 3'] },
  ],
  ['a pick-up tells the others', [opened], [taken(ANA)], { ben: ['taken'], cleo: ['taken'] }],
  [
    'a message in an owned chat alerts owner and helpers',
    [opened, taken(ANA), [BEN, { kind: 'joined', invitedBy: ANA }]],
    [message(GUEST)],
    { ana: ['message 4'], ben: ['message 4'] },
  ],
  ['an operator’s own message alerts nobody', [opened, taken(ANA)], [message(ANA)], {}],
  ['nor does a note', [opened, taken(ANA)], [[ANA, { kind: 'note', text: 'x' }]], {}],
  [
    'an invitation of a visitor alerts nobody',
    [],
    [[ANA, { kind: 'opened', episode: 1, via: 'invitation' }], message(ANA), taken(ANA)],
    {},
  ],
  [
    'the invited visitor’s answer alerts the inviter',
    [[ANA, { kind: 'opened', episode: 1, via: 'invitation' }], message(ANA), taken(ANA)],
    [message(GUEST)],
    { ana: ['message 4'] },
  ],
  ['an offer to an operator alerts them', [opened, taken(ANA)], [offered({ operator: BEN, name: 'Ben' })], { ben: ['offered'] }],
  [
    'a declined offer comes back to the owner',
    [opened, taken(ANA), offered({ operator: BEN, name: 'Ben' })],
    [[BEN, { kind: 'returned', reason: 'declined' }]],
    { ana: ['returned'] },
  ],
  [
    'one not taken in time too',
    [opened, taken(ANA), offered({ operator: BEN, name: 'Ben' })],
    [['system', { kind: 'returned', reason: 'timeout' }]],
    { ana: ['returned'] },
  ],
  [
    'one withdrawn alerts nobody',
    [opened, taken(ANA), offered({ operator: BEN, name: 'Ben' })],
    [[ANA, { kind: 'returned', reason: 'withdrawn' }]],
    {},
  ],
  ['who is invited into a chat is told', [opened, taken(ANA)], [[CLEO, { kind: 'joined', invitedBy: ANA }]], { cleo: ['joined'] }],
  ['so is one given back', [opened, taken(ANA)], [[ANA, { kind: 'released', reason: 'left' }]], {}],
  [
    'the end of a chat alerts nobody',
    [opened, taken(ANA)],
    [
      [ANA, { kind: 'closed' }],
      [GUEST, { kind: 'rated', score: 5 }],
    ],
    {},
  ],
])('%s', (_name, before, news, expected) => {
  expect(alerted(before, news)).toEqual(expected);
});

test('an offer to a group alerts its members, not the one who offers', () => {
  expect(alerted([opened, taken(ANA)], [offered({ group: 'g', name: 'Sales' })], { offeredTo: [ANA, CLEO] })).toEqual({
    cleo: ['offered'],
  });
});

test('nothing new, nothing to tell', () => {
  expect(alerted([opened, taken(ANA)], [])).toEqual({});
});

test('of a chat that was offered to some, nobody else is told', () => {
  expect(alerted([opened], [message(GUEST)], { asked: [BEN] })).toEqual({ ben: ['message 2'] });
  expect(alerted([opened], [taken(ANA)], { asked: [ANA, BEN] })).toEqual({ ben: ['taken'] });
});

test('C9: a call in a room of several calls who is in the room and not in the call, as long as it is on', () => {
  const started = { seq: 4, at: 1, by: ANA, kind: 'call_started', media: 'video' } as const;
  const call = { id: 4, by: ANA, media: 'video', since: 1, answered: { by: BEN, at: 2, media: 'none' } } as const;
  const expected = [{ to: [CLEO], alert: { kind: 'called', room: 'r', by: ANA } }];
  const team = (on: object): TeamReport =>
    ({ room: 'r', team: { form: 'group', members: [ANA, BEN, CLEO], ...on } }) as unknown as TeamReport;
  expect(teamAlerts(team({ call }), [started])).toEqual(expected);
  expect(teamAlerts(team({ call }), [])).toEqual([]);
  expect(teamAlerts(team({}), [started])).toEqual([]);
  const client = { room: 'r', client: { form: 'clients', assignee: ANA, call } } as unknown as ClientReport;
  expect(clientAlerts(client, [ANA, BEN, CLEO], [started])).toEqual(expected);
});
