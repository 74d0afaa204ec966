/** Whom waiting chats are offered to, as their site said, and who has been alerted of that. */
import type { PersonId } from '../../protocol/entries.ts';
import type { Offer } from '../contracts/desk.ts';

/** offer: one row per waiting chat. `asked` and `told` are lists of persons as JSON: who is to be asked, and who has been. */
export const OFFERS_SCHEMA = `
  CREATE TABLE offer (room TEXT PRIMARY KEY, episode INTEGER NOT NULL, asked TEXT NOT NULL, told TEXT NOT NULL) WITHOUT ROWID;
`;

/** offer: `late` 1 once those who have no app connected may be texted. */
export const LATE_SCHEMA = 'ALTER TABLE offer ADD COLUMN late INTEGER NOT NULL DEFAULT 0;';

export interface StoredOffer {
  episode: number;
  to: PersonId[];
  told: PersonId[];
  late: boolean;
}

export function offerOf(sql: SqlStorage, room: string): StoredOffer | null {
  const [row] = sql
    .exec<{ episode: number; asked: string; told: string; late: number }>(
      'SELECT episode, asked, told, late FROM offer WHERE room = ?',
      room,
    )
    .toArray();
  return row ? { episode: row.episode, to: JSON.parse(row.asked), told: JSON.parse(row.told), late: row.late === 1 } : null;
}

/** Keeps an offer; who is asked no more may be told again later. Answers whether it differs from what was known. */
export function setOffer(sql: SqlStorage, { room, episode, to, late = false }: Offer): boolean {
  const known = offerOf(sql, room);
  if (known && known.episode > episode) return false;
  if (known?.episode === episode && known.late === late && JSON.stringify(known.to) === JSON.stringify(to)) return false;
  const told = known?.episode === episode ? known.told.filter((person) => to.includes(person)) : [];
  write(sql, room, { episode, to, told, late });
  return true;
}

/** Notes who has been told. Before an offer is known, it holds for the next. */
export function setTold(sql: SqlStorage, room: string, episode: number, told: PersonId[]): void {
  const known = offerOf(sql, room);
  const { to, late } = known?.episode === episode ? known : { to: [], late: false };
  write(sql, room, { episode, to, told, late });
}

export function dropOffer(sql: SqlStorage, room: string): void {
  sql.exec('DELETE FROM offer WHERE room = ?', room);
}

function write(sql: SqlStorage, room: string, { episode, to, told, late }: StoredOffer): void {
  sql.exec(
    `INSERT INTO offer (room, episode, asked, told, late) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (room) DO UPDATE SET episode = ?2, asked = ?3, told = ?4, late = ?5`,
    room,
    episode,
    JSON.stringify(to),
    JSON.stringify(told),
    late ? 1 : 0,
  );
}
