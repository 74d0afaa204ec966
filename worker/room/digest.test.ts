import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PersonId } from '../../protocol/entries.ts';
import { firstUnread, unreadAmong, unreadPeople } from './digest.ts';
import type { LoggedMessage } from './log.ts';
import type { Member } from './members.ts';

const people: PersonId[] = ['o_1', 'o_2', 'c_1', 'c_2'];
const member = (id: PersonId, read: number): Member => ({ id, name: id, read, told: 0, part: false, inside: true });
const readers = fc.tuple(...people.map((id) => fc.nat(12).map((read) => member(id, read)))).chain((all) => fc.subarray(all));
const messages = fc
  .array(fc.tuple(fc.boolean(), fc.constantFrom(...people)), { maxLength: 12 })
  .map((all) => all.flatMap(([kept, by], at): LoggedMessage[] => (kept ? [{ seq: at + 1, at, by }] : [])));

const has = (list: LoggedMessage[], { id, read }: Member): boolean => list.some(({ seq, by }) => seq > read && by !== id);

it('knows who has an unread message of somebody else', () => {
  fc.assert(
    fc.property(messages, readers, (list, all) => {
      const hasUnread = unreadAmong(list);
      for (const reader of all) expect(hasUnread(reader)).toBe(has(list, reader));
    }),
  );
});

it('finds the oldest message that somebody has not read', () => {
  fc.assert(
    fc.property(messages, readers, (list, all) => {
      const expected = list.find((message) => all.some((reader) => has([message], reader)));
      expect(firstUnread(list, all)).toBe(expected);
    }),
  );
});

it('names everybody once over its pages, whatever their size', () => {
  fc.assert(
    fc.property(messages, readers, fc.integer({ min: 1, max: 5 }), (list, all, limit) => {
      const named: PersonId[] = [];
      for (let after = ''; ; after = named.at(-1)!) {
        const page = unreadPeople(list, all, { after, limit });
        named.push(...page);
        if (page.length < limit) break;
      }
      const expected = all
        .filter((reader) => has(list, reader))
        .map(({ id }) => id)
        .sort();
      expect(named).toEqual(expected);
    }),
  );
});
