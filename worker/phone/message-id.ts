/** Ids in the ledger of messages that a conversation sends: which entry of which room went to whom. */

/** `seq` of the message, or of the entry by which it is sent again. The provider takes no `+` in an id. */
export const smsMessageId = (room: string, seq: number, to: string): string => `${room}:${seq}:${to.replace('+', 'n')}`;

/** The entry and the other number of such an id; null for another. */
export function partsOfMessageId(id: string): { room: string; seq: number; to: string } | null {
  const [, room, seq, to] = /^(sms\.[\da-f]{32}):(\d{1,15}):(n?\d{3,15})$/.exec(id) ?? [];
  return room && seq && to ? { room, seq: Number(seq), to: to.replace('n', '+') } : null;
}
