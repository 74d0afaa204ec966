import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed, type Said } from '../../protocol/changes.ts';
import type { Entry, EntryDraft, EntryOf } from '../../protocol/entries.ts';
import { foldSms, mmsFault, NEW_SMS_ROOM, type SmsRoom, type SmsState, smsTitle } from '../../protocol/sms.ts';
import type { SmsFacts } from '../contracts/room.ts';
import { decideSmsAction, decideSmsCommand, settling, toldByPhone, toldOfDelivery } from './sms-rules.ts';

const ANN = '+12025550199';
const BEN = '+12025550198';
const person = (e164: string, name = '') => ({ e164, national: e164.slice(2), name });
const NUMBER = { id: 'n1', e164: '+12025550100', national: '(202) 555-0100', label: 'Main', mms: true };
const ROOM: SmsRoom = { ...NEW_SMS_ROOM, number: NUMBER, people: [person(ANN)], members: ['o_1'] };
const FACTS: SmsFacts = {
  account: 'a',
  number: NUMBER,
  members: [{ id: 'o_1', name: 'Ada' }],
  managers: ['o_9'],
  people: [person(ANN)],
  stopped: [],
};
const afterwards = (room: SmsRoom, drafts: readonly { draft: EntryDraft; by?: string }[], by = 'o_1'): SmsRoom =>
  drafts.reduce((sms, entry) => foldSms(sms, { seq: 9, at: 9, by, ...entry, ...entry.draft } as unknown as Entry), room);

describe('what phones and carriers tell of a message', () => {
  const sent = (delivery: EntryOf<'message'>['delivery']): Said => ({
    seq: 4,
    at: 1,
    by: 'o_1',
    kind: 'message',
    text: 'Hi',
    delivery: delivery!,
  });

  it('ends the same in whatever order and however often it is told', () => {
    const states: SmsState[] = ['sent', 'delivered', 'undelivered'];
    const told = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(told, (news) => {
        let said = sent({ [ANN]: { state: 'queued' } });
        let entries = 0;
        for (const state of news) {
          for (const { draft } of toldOfDelivery({ entry: said, hidden: false }, ANN, undefined, { state })) {
            said = changed(said, { seq: 5, at: 2, by: 'system', ...draft } as EntryOf<'sms_state'>);
            entries += 1;
          }
        }
        const best = news.includes('delivered') ? 'delivered' : news.includes('undelivered') ? 'undelivered' : 'sent';
        expect((said as EntryOf<'message'>).delivery).toEqual({ [ANN]: { state: best } });
        expect(entries).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('of an earlier try, of another number, or of no message changes nothing', () => {
    const said = sent({ [ANN]: { state: 'queued', attempt: 6 } });
    expect(toldOfDelivery({ entry: said, hidden: false }, ANN, undefined, { state: 'delivered' })).toEqual([]);
    expect(toldOfDelivery({ entry: said, hidden: false }, BEN, 6, { state: 'delivered' })).toEqual([]);
    expect(toldOfDelivery(null, ANN, 6, { state: 'delivered' })).toEqual([]);
    expect(toldOfDelivery({ entry: said, hidden: false }, ANN, 6, { state: 'delivered' })).toHaveLength(1);
  });
});

describe('whose conversation it is', () => {
  it('follows the number, whatever happened before; who left by themselves stays away', () => {
    const operators = fc.subarray(['o_1', 'o_2', 'o_3'] as const);
    fc.assert(
      fc.property(operators, operators, operators, (members, left, assigned) => {
        const room = { ...ROOM, members: members.filter((one) => !left.includes(one)), left: [...left] };
        const facts = { ...FACTS, members: assigned.map((id) => ({ id, name: '' })) };
        const settled = afterwards(room, settling(room, facts));
        expect([...settled.members].sort()).toEqual(assigned.filter((one) => !left.includes(one)));
        expect(settling(settled, facts)).toEqual([]);
      }),
    );
  });

  it('is also a manager’s who took it up', () => {
    const room = { ...ROOM, members: ['o_1' as const, 'o_9' as const] };
    expect(settling(room, FACTS)).toEqual([]);
  });

  it('is opened by these people alone', () => {
    const send = { t: 'send' as const, cid: 'cid-12345', text: 'Hi' };
    expect(decideSmsCommand(ROOM, { id: 'o_2', role: 'operator' }, send, [], null)).toEqual({ code: 'forbidden' });
    expect(decideSmsCommand({ ...ROOM, erased: true }, { id: 'o_1', role: 'owner' }, send, [], null)).toEqual({ code: 'forbidden' });
    expect(decideSmsAction(ROOM, { id: 'o_2', role: 'operator' }, { kind: 'leave' })).toEqual({ code: 'not_found' });
    const wrote = decideSmsCommand({ ...ROOM, members: [], left: ['o_1'] }, { id: 'o_1', role: 'operator' }, send, [], null);
    expect('entries' in wrote && afterwards({ ...ROOM, members: [], left: ['o_1'] }, wrote.entries)).toMatchObject({
      members: ['o_1'],
      left: [],
    });
  });
});

it('a new name of a contact is told, and a conversation is called by its people unless it has a name', () => {
  const named = afterwards(ROOM, settling(ROOM, { ...FACTS, people: [person(ANN, 'Ann')] }));
  expect(smsTitle(named)).toBe('Ann');
  expect(smsTitle({ ...named, name: 'The move' })).toBe('The move');
  expect(smsTitle(ROOM)).toBe('2025550199');
});

it('a number that was given up comes back as it is now', () => {
  const gone = afterwards(ROOM, settling(ROOM, { ...FACTS, number: null }));
  expect(gone).toMatchObject({ held: false, number: NUMBER });
  expect(settling(gone, { ...FACTS, number: null })).toEqual([]);
  expect(afterwards(gone, settling(gone, FACTS)).held).toBe(true);
});

it('a stop in the middle of a sentence is none, and a start is told only to whom it is news', () => {
  const told = { person: ANN, cid: 'SM1', text: '', files: [], lost: [], word: null };
  expect(toldByPhone(ROOM, told)).toHaveLength(1);
  expect(toldByPhone(ROOM, { ...told, word: 'start' })).toHaveLength(1);
  expect(toldByPhone({ ...ROOM, stopped: [ANN] }, { ...told, word: 'start' })).toHaveLength(2);
});

it('files go out as MMS within what carriers take', () => {
  const file = { type: 'image/png', size: 3 * 1024 * 1024 };
  expect(mmsFault(NUMBER, [])).toBeNull();
  expect(mmsFault(NUMBER, [file])).toBeNull();
  expect(mmsFault(NUMBER, [file, file])).toBe('mms_large');
  expect(mmsFault(NUMBER, [{ type: 'image/svg+xml', size: 1 }])).toBe('mms_type');
  expect(mmsFault({ mms: false }, [file])).toBe('no_mms');
});
