/** Beginning a conversation, or finding the one that there is. A refusal is thrown. */
import type { PersonId } from '../../protocol/entries.ts';
import { makeGroup, openDirect } from '../operators/rooms.ts';
import { myId, smsRooms, teamRooms } from '../stores/desk.ts';
import { openSms } from './api.ts';
import { keyOf, type Recipient } from './recipients.ts';

/** As long as the server takes names. */
const NAME = 80;

const colleaguesAmong = (chosen: readonly Recipient[]): PersonId[] => chosen.flatMap((one) => (one.kind === 'colleague' ? [one.id] : []));
const numbersAmong = (chosen: readonly Recipient[]): string[] => chosen.flatMap((one) => (one.kind === 'number' ? [one.number] : []));
const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one));

/** The conversation with exactly these people that is there; `number` is the own one of an SMS. */
export function existing(chosen: readonly Recipient[], number: string | undefined): string | null {
  const colleagues = colleaguesAmong(chosen);
  if (colleagues.length > 0) {
    const all = [...colleagues, ...(myId.value ? [myId.value] : [])];
    for (const { id, team, last } of teamRooms.value.values()) {
      const members = team.form === 'direct' ? team.pair : team.members;
      if ((team.form === 'direct') === (colleagues.length === 1) && last && isSame(members, all)) return id;
    }
    return null;
  }
  const keys = chosen.map(keyOf);
  for (const { id, sms } of smsRooms.value.values()) {
    if (
      keys.length > 0 &&
      sms.number.id === number &&
      isSame(
        sms.people.map(({ e164 }) => e164),
        keys,
      )
    )
      return id;
  }
  return null;
}

/** Answers the conversation with these people. `cid` makes a second try the same group. */
export async function begin(chosen: readonly Recipient[], number: string | undefined, cid: string): Promise<string> {
  const known = existing(chosen, number);
  if (known) return known;
  const colleagues = colleaguesAmong(chosen);
  if (colleagues.length === 1) return (await openDirect(colleagues[0]!)).room;
  if (colleagues.length > 1) {
    const name = chosen.map((one) => one.name).join(', ');
    return (await makeGroup(cid, name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name, colleagues)).room;
  }
  return (await openSms(number ?? '', numbersAmong(chosen))).room;
}
