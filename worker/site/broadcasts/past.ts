/** Broadcasts for the history: kept until the statistics queue has taken them, which it may several times. */
import type { CastEnding } from '../../../protocol/broadcast.ts';
import { broadcastJob, type StatisticsJob } from '../../statistics/jobs.ts';
import type { SiteConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import type { Cast } from './rows.ts';

/** The timer by which they are told. */
export const UNTOLD = 'broadcast:untold';

export class Past {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A broadcast began, or ended. */
  keep({ account, site }: SiteConfig, cast: Cast, end: { seconds: number; ending: CastEnding } | null): void {
    const { id, by, since } = cast.live;
    const job = broadcastJob({
      id,
      account,
      site,
      operator: by.id.slice(2),
      name: by.name,
      audience: cast.audience.to,
      since,
      seconds: end?.seconds ?? null,
      ending: end?.ending ?? null,
      viewers: cast.most,
      chats: cast.chats,
    });
    const update = 'ON CONFLICT (id) DO UPDATE SET json = ?2';
    this.#parts.ctx.storage.sql.exec(`INSERT INTO broadcast_untold (id, json) VALUES (?1, ?2) ${update}`, id, JSON.stringify(job));
    this.#parts.timers.setEarliest(UNTOLD, Date.now());
  }

  /** By the alarm. What the queue does not take is told again. */
  async tell(): Promise<void> {
    const { ctx, env } = this.#parts;
    const rows = ctx.storage.sql.exec<{ id: string; json: string }>('SELECT id, json FROM broadcast_untold').toArray();
    for (const { id, json } of rows) {
      await env.STATISTICS.send(JSON.parse(json) as StatisticsJob);
      // It may have ended meanwhile.
      ctx.storage.sql.exec('DELETE FROM broadcast_untold WHERE id = ? AND json = ?', id, json);
    }
  }
}
