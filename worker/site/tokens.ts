/** Who a visitor is: the token their browser keeps, and the one that a site's proof is exchanged for. */
import { type Answer, visitorRoom } from '../contracts/people.ts';
import type { SiteConfig } from './config.ts';
import { type Proof, provenIdentity, visitorFor } from './identity.ts';
import type { Parts } from './parts.ts';
import * as persons from './persons.ts';
import { newVisitorId, signVisitorToken, verifyVisitorToken, wantsRenewal } from './visitor-token.ts';

/** What a token says of its visitor. */
interface Who {
  visitor: string;
  verified?: string;
  name?: string;
  email?: string;
}

export class Tokens {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get #sql(): SqlStorage {
    return this.#parts.ctx.storage.sql;
  }

  /** The token the visitor is to keep from now on, when it is not the one they came with: for who has none, and in place of one with little time left. */
  async renewed(config: SiteConfig, who: Who, presented: string | null, now: number): Promise<string | null> {
    const claims = presented ? await verifyVisitorToken(this.#parts.env.SECRET, presented, now) : null;
    return presented && !(claims && wantsRenewal(claims, now)) ? null : this.#sign(config, who, now);
  }

  #sign({ site, account }: SiteConfig, { visitor: sub, verified, name, email }: Who, now: number): Promise<string> {
    const told = { ...(verified ? { verified } : {}), ...(name ? { name } : {}), ...(email ? { email } : {}) };
    return signVisitorToken(this.#parts.env.SECRET, { sub, site, account, ...told }, now);
  }

  /** Exchanges a proof for a token; `token` is that of the browser it comes from. */
  async exchange(config: SiteConfig, token: string | null, proof: Proof, now: number): Promise<Answer<{ token: string; visitor: string }>> {
    const { env } = this.#parts;
    const identity = await provenIdentity(config.identitySecret, proof, now);
    if (!identity) return { ok: false, code: 'unauthorised' };
    const { site, account } = config;
    const presented = token ? await verifyVisitorToken(env.SECRET, token, now) : null;
    const { id: verified, name, email } = identity;
    // From here to the write nothing is awaited: two first identifications of one person end as one visitor.
    const ours = presented?.site === site && presented.account === account && !persons.isErased(this.#sql, presented.sub);
    const claims = ours ? presented : null;
    const mapped = persons.mappingOf(this.#sql, verified);
    const holder = claims && persons.holderOf(this.#sql, claims.sub);
    const visitor = visitorFor(verified, mapped?.visitor ?? null, claims, holder) ?? newVisitorId();
    persons.writeMapping(this.#sql, verified, visitor);
    if (!mapped?.bound) {
      await env.ROOM.getByName(visitorRoom(site, visitor)).bind(verified);
      persons.setBound(this.#sql, verified);
    }
    return { ok: true, token: await this.#sign(config, { visitor, verified, name, email }, now), visitor };
  }
}
