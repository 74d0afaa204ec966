import { describe, expect, test } from 'vitest';
import { NEW_CLIENT_ROOM } from '../../protocol/client-room.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { ClientSummary } from '../../protocol/frames.ts';
import { assignedTo, listed } from './listed.ts';

let made = 0;
const room = (name: string, more: Partial<ClientSummary> & { assignee?: PersonId; archived?: boolean } = {}): ClientSummary => {
  const { assignee = 'o_ada', archived = false, ...rest } = more;
  const last = { at: ++made, by: 'c_vic' as const, kind: 'message' as const, text: 'Hello' };
  const client = { ...NEW_CLIENT_ROOM, name, assignee, archived };
  return { kind: 'client', id: `client.${made}`, rev: made, seq: made, last, unread: 0, in: true, client, ...rest };
};
const names = (rooms: ClientSummary[]) => rooms.map(({ client }) => client.name);

describe('The list of rooms', () => {
  const rooms = [room('Mudanza'), room('Café'), room('Old', { archived: true }), room('Elsewhere', { in: false })];

  test('has the newest message first, and apart what one only may look into', () => {
    const { own, others } = listed(rooms, '', false);
    expect(names(own)).toEqual(['Café', 'Mudanza']);
    expect(names(others)).toEqual(['Elsewhere']);
    expect(names(listed(rooms, '', true).own)).toEqual(['Old']);
  });

  test('finds names without case and accents', () => {
    expect(names(listed(rooms, ' cafe ', false).own)).toEqual(['Café']);
    expect(listed(rooms, 'nothing', false)).toEqual({ own: [], others: [] });
  });
});

describe('Portal chat', () => {
  const byOperator = { at: 99, by: 'o_grace' as const, kind: 'message' as const, text: 'Answered' };

  test('lights for unread words of a client, for whoever is assigned and for nobody else', () => {
    const lit = room('Lit', { unread: 2 });
    const rooms = [lit, room('Read'), room('Answered', { unread: 1, last: byOperator }), room('Old', { unread: 3, archived: true })];
    expect(names(assignedTo('o_ada', rooms).lit)).toEqual(['Lit']);
    expect(names(assignedTo('o_ada', rooms).all)).toEqual(['Lit', 'Read', 'Answered']);
    expect(assignedTo('o_grace', rooms)).toEqual({ all: [], lit: [] });
    expect(assignedTo(null, rooms)).toEqual({ all: [], lit: [] });
  });
});
