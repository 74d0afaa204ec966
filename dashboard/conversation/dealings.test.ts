import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { Entry } from '../../protocol/entries.ts';
import type { RoomRole } from '../../protocol/permissions.ts';
import { type Dealings, entryAt, excerptOf, type Message, mayDelete, mayNow, seenCount } from './dealings.ts';

const message = (seq: number, text = 'Hello'): Message => ({ seq, at: seq, by: 'o_ada', kind: 'message', text });
const dealings = (roles: RoomRole[], archived = false): Dealings => ({
  client: { ...NEW_CLIENT_ROOM, archived },
  roles,
  onReply: () => undefined,
});

describe('What is offered on a message', () => {
  test('follows the permissions, and an archived room stays as it is', () => {
    expect(mayNow(dealings(['client']), 'react')).toBe(true);
    expect(mayNow(dealings(['client']), 'pin')).toBe(false);
    expect(mayNow(dealings(['participant']), 'pin')).toBe(true);
    expect(mayNow(dealings(['participant'], true), 'pin')).toBe(false);
    expect(mayNow(dealings(['owner']), 'write')).toBe(false);
  });

  test('has a cross on own messages, and for those who look after the room on all, archived too', () => {
    expect(mayDelete(dealings(['client']), message(1), 'o_ada')).toBe(true);
    expect(mayDelete(dealings(['client']), message(1), 'c_vic')).toBe(false);
    expect(mayDelete(dealings(['participant']), message(1), 'o_grace')).toBe(false);
    expect(mayDelete(dealings(['creator']), message(1), 'o_grace')).toBe(true);
    expect(mayDelete(dealings(['admin'], true), message(1), 'o_grace')).toBe(true);
    expect(mayDelete(dealings(['participant'], true), message(1), 'o_ada')).toBe(false);
  });
});

test('Who has seen a message is counted without its author', () => {
  expect(seenCount({ o_ada: 9, o_grace: 4, c_vic: 5 }, message(5))).toBe(1);
});

test('An entry is found among those held, whatever is missing between them, and apart', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), fc.nat(200), (seqs, wanted) => {
      const entries: Entry[] = seqs.sort((a, b) => a - b).map((seq) => message(seq));
      const aside = { 500: message(500) };
      expect(entryAt({ entries, aside }, wanted)?.seq).toBe(seqs.includes(wanted) ? wanted : undefined);
      expect(entryAt({ entries, aside }, 500)).toBe(aside[500]);
    }),
  );
});

test('An excerpt is one line, cut between characters', () => {
  expect(excerptOf(message(1, 'One\n\n  two'))).toBe('One two');
  expect(excerptOf({ ...message(1, ''), files: [{ id: 'f', name: 'plan.pdf', type: 'application/pdf', size: 1 }] })).toBe('plan.pdf');
  expect(excerptOf(message(1, '🎉'.repeat(300)))).toBe(`${'🎉'.repeat(140)}…`);
});
