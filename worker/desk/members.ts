/** The desk's tables of members and sites, as the Worker configured them, with what only the desk knows of each. */
import type { PersonId } from '../../protocol/entries.ts';
import type { DeskSite } from '../../protocol/frames.ts';
import type { DeskMember } from '../contracts/desk.ts';
import type { Answering } from '../contracts/site.ts';
import type { Access } from '../site/access.ts';
import { accessOf, type Member } from './presence.ts';

/**
 * account: one row, whose desk this is. member: `seen` last time connected (ms). site: `seen` and `refused` as JSON from its embed;
 * `told` replaced by `answering`.
 */
export const MEMBERS_SCHEMA = `
  CREATE TABLE account (id TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE member (id TEXT PRIMARY KEY, json TEXT NOT NULL, seen INTEGER) WITHOUT ROWID;
  CREATE TABLE site (id TEXT PRIMARY KEY, name TEXT NOT NULL, seen TEXT, refused TEXT, told INTEGER) WITHOUT ROWID;
`;

/** site: `place` its order among the account's. */
export const PLACES_SCHEMA = 'ALTER TABLE site ADD COLUMN place INTEGER NOT NULL DEFAULT 0;';

/** site: `answering` who can answer, as the site was told last (JSON, null: nothing yet). */
export const ANSWERING_SCHEMA = 'ALTER TABLE site DROP COLUMN told; ALTER TABLE site ADD COLUMN answering TEXT;';

/** account: `digest_minutes` pause before mails of unread messages. */
export const DIGEST_SCHEMA = 'ALTER TABLE account ADD COLUMN digest_minutes INTEGER;';

/** Account this desk belongs to; null before it was configured. */
export function accountOf(sql: SqlStorage): string | null {
  return sql.exec<{ id: string }>('SELECT id FROM account').toArray()[0]?.id ?? null;
}

export function setAccount(sql: SqlStorage, id: string): void {
  sql.exec('INSERT OR IGNORE INTO account (id) VALUES (?)', id);
}

export function setDigestMinutes(sql: SqlStorage, minutes: number): void {
  sql.exec('UPDATE account SET digest_minutes = ?1 WHERE digest_minutes IS NOT ?1', minutes);
}

/** As the Worker told it; undefined before it has. */
export const digestMinutesOf = (sql: SqlStorage): number | undefined =>
  sql.exec<{ minutes: number | null }>('SELECT digest_minutes AS minutes FROM account').toArray()[0]?.minutes ?? undefined;

export function members(sql: SqlStorage): Member[] {
  const rows = sql.exec<{ json: string; seen: number | null }>('SELECT json, seen FROM member').toArray();
  return rows.map(({ json, seen }) => ({
    groups: [],
    advertisers: [],
    listingsOnly: false,
    ...JSON.parse(json),
    ...(seen === null ? {} : { seen }),
  }));
}

/** What every member may see. */
export const accesses = (sql: SqlStorage): Map<PersonId, Access> => new Map(members(sql).map((member) => [member.id, accessOf(member)]));

export const isMember = (sql: SqlStorage, id: PersonId): boolean => sql.exec('SELECT 1 FROM member WHERE id = ?', id).toArray().length > 0;

/** Replaces the members; writes those only who changed. Answers who is gone and whose role or access is another. */
export function replaceMembers(sql: SqlStorage, people: DeskMember[]): { gone: PersonId[]; changed: PersonId[] } {
  const before = new Map(members(sql).map(({ seen: _seen, ...member }) => [member.id, member]));
  const changed: PersonId[] = [];
  for (const { id, name, photo, email, role, groups, advertisers, listingsOnly, extension } of people) {
    const known = before.get(id);
    before.delete(id);
    const shown = { id, name, ...(photo ? { photo } : {}), email, role, ...(extension ? { extension } : {}) };
    const json = JSON.stringify({ groups, advertisers, listingsOnly, ...shown });
    const access = JSON.stringify([role, listingsOnly, advertisers.toSorted()]);
    if (known && JSON.stringify([known.role, known.listingsOnly, known.advertisers.toSorted()]) !== access) changed.push(id);
    if (JSON.stringify(known) !== json) {
      sql.exec('INSERT INTO member (id, json) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET json = ?2', id, json);
    }
  }
  for (const id of before.keys()) sql.exec('DELETE FROM member WHERE id = ?', id);
  return { gone: [...before.keys()], changed };
}

/** When a member's last line ended, ms; 0 for who never had one. */
export const seenOf = (sql: SqlStorage, id: PersonId): number =>
  sql.exec<{ seen: number | null }>('SELECT seen FROM member WHERE id = ?', id).toArray()[0]?.seen ?? 0;

export function setSeen(sql: SqlStorage, id: PersonId, at: number): void {
  sql.exec('UPDATE member SET seen = ? WHERE id = ?', at, id);
}

export function sites(sql: SqlStorage): DeskSite[] {
  const rows = sql.exec<{ id: string; name: string; seen: string | null; refused: string | null }>(
    'SELECT id, name, seen, refused FROM site ORDER BY place',
  );
  return rows.toArray().map(({ id, name, seen, refused }) => ({
    id,
    name,
    ...(seen ? { seen: JSON.parse(seen) } : {}),
    ...(refused ? { refused: JSON.parse(refused) } : {}),
  }));
}

/** Replaces the sites, keeping what is known of those that stay; every one of them is to be told anew who can answer. */
export function replaceSites(sql: SqlStorage, list: { id: string; name: string }[]): void {
  const stay = new Set(list.map(({ id }) => id));
  for (const { id } of sites(sql)) if (!stay.has(id)) sql.exec('DELETE FROM site WHERE id = ?', id);
  for (const [place, { id, name }] of list.entries()) {
    const keep = 'ON CONFLICT (id) DO UPDATE SET name = ?2, place = ?3, answering = NULL';
    sql.exec(`INSERT INTO site (id, name, place) VALUES (?1, ?2, ?3) ${keep}`, id, name, place);
  }
}

/** Keeps what a site's embed told. Answers whether the site is known. */
export function setEmbed(sql: SqlStorage, site: string, { seen, refused }: Pick<DeskSite, 'seen' | 'refused'>): boolean {
  const json = (value: object | undefined) => (value ? JSON.stringify(value) : null);
  const update = 'UPDATE site SET seen = coalesce(seen, ?), refused = coalesce(?, refused) WHERE id = ? RETURNING id';
  return sql.exec(update, json(seen), json(refused), site).toArray().length > 0;
}

/** Sites that have not been told this. */
export function sitesToTell(sql: SqlStorage, answering: Answering): string[] {
  const rows = sql.exec<{ id: string }>('SELECT id FROM site WHERE answering IS NOT ?', JSON.stringify(answering)).toArray();
  return rows.map(({ id }) => id);
}

export function setTold(sql: SqlStorage, site: string, answering: Answering): void {
  sql.exec('UPDATE site SET answering = ? WHERE id = ?', JSON.stringify(answering), site);
}
