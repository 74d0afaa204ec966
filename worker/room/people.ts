/** The people of a room with clients, by name, in pages: there may be thousands. Pure. */
import type { RoomPerson } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type Member, shown } from './members.ts';

const place = ({ name, id }: Member): string => `${name.toLocaleLowerCase()}\n${id}`;

/** The page behind `after` of those with `text` in their names. `total` counts everyone in the room. */
export function pageOf(members: Member[], after: string, text: string): { people: RoomPerson[]; total: number; next: string | null } {
  const wanted = text.trim().toLocaleLowerCase();
  const found = members
    .filter((member) => member.name.toLocaleLowerCase().includes(wanted) && place(member) > after)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const page = found.slice(0, LIMITS.page);
  return { people: page.map(shown), total: members.length, next: found.length > page.length ? place(page.at(-1)!) : null };
}
