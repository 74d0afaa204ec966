/** What a site was configured with, and what it keeps about its embed: one row. */
import { type SiteSettings, wholeSettings } from '../../protocol/site-settings.ts';

/**
 * site: one row. `seen_at`, `seen_origin` the first accepted start of the embed; `refused` counts starts refused because of their page's
 * origin, `refused_origin` is the latest. operators: replaced by `answering` (availability.ts).
 */
export const CONFIG_SCHEMA = `
  CREATE TABLE site (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, settings TEXT NOT NULL, identity_secret TEXT NOT NULL,
    seen_at INTEGER, seen_origin TEXT, refused INTEGER NOT NULL DEFAULT 0, refused_origin TEXT
  ) WITHOUT ROWID;
  CREATE TABLE operators (id INTEGER PRIMARY KEY CHECK (id = 1), online INTEGER NOT NULL);
`;

export interface SiteConfig {
  site: string;
  account: string;
  settings: SiteSettings;
  identitySecret: string;
  seen: { at: number; origin: string } | null;
}

interface Row extends Record<string, SqlStorageValue> {
  id: string;
  account: string;
  settings: string;
  identity_secret: string;
  seen_at: number | null;
  seen_origin: string | null;
}

/** The configuration; null before the first push. */
export function readConfig(sql: SqlStorage): SiteConfig | null {
  const [row] = sql.exec<Row>('SELECT * FROM site').toArray();
  if (!row) return null;
  return {
    site: row.id,
    account: row.account,
    settings: wholeSettings(JSON.parse(row.settings)),
    identitySecret: row.identity_secret,
    seen: row.seen_at === null ? null : { at: row.seen_at, origin: row.seen_origin ?? '' },
  };
}

/** Stores pushed settings; writes nothing when they are what is known. */
export function writeConfig(sql: SqlStorage, config: Pick<SiteConfig, 'site' | 'account' | 'settings' | 'identitySecret'>): void {
  sql.exec(
    `INSERT INTO site (id, account, settings, identity_secret) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (id) DO UPDATE SET account = ?2, settings = ?3, identity_secret = ?4
     WHERE account <> ?2 OR settings <> ?3 OR identity_secret <> ?4`,
    config.site,
    config.account,
    JSON.stringify(config.settings),
    config.identitySecret,
  );
}

/** The first accepted start of the embed; answers whether this was it. */
export const writeSeen = (sql: SqlStorage, at: number, origin: string): boolean =>
  sql.exec('UPDATE site SET seen_at = ?, seen_origin = ? WHERE seen_at IS NULL RETURNING 1', at, origin).toArray().length > 0;

/** Adds refused starts, the latest from `origin`. */
export function addRefused(sql: SqlStorage, count: number, origin: string): void {
  sql.exec('UPDATE site SET refused = refused + ?, refused_origin = ?', count, origin);
}

/** Refused starts so far, and where the latest was. */
export function refusedStarts(sql: SqlStorage): { count: number; origin: string } {
  const rows = sql.exec<{ count: number; origin: string | null }>('SELECT refused AS count, refused_origin AS origin FROM site').toArray();
  return { count: rows[0]?.count ?? 0, origin: rows[0]?.origin ?? '' };
}

/** Whether the embed may run on pages of this origin: any, until the owner lists some. */
export const allowsOrigin = ({ origins }: SiteSettings, origin: string): boolean => origins.length === 0 || origins.includes(origin);
