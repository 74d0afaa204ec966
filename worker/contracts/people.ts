/** Who asks, and where: what every object is told with a request, and names that several of them use. */
import type { Role } from '../../protocol/api.ts';
import type { PersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Access } from '../site/access.ts';

/** RPC answers carry refusals as values, because classes of errors do not survive the crossing. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; code: ErrorCode; detail?: string };

/** A person whom the edge has identified; travels to an object in the header `x-foyer-person` of an upgrade, as
 * `encodeURIComponent(JSON.stringify(person))`. A first-time visitor of a Site has none yet: `x-foyer-place` carries the place alone.
 * `x-foyer-origin` is the page's origin. */
export type Person =
  | {
      kind: 'visitor';
      id: PersonId;
      account: string;
      site: string;
      visitor: string;
      verified?: string;
      name?: string;
      email?: string;
      place: Place;
      /** Mark of their network address (worker/http/limits.ts). */
      address?: string;
      /** Whose page they write from, as the site found it. */
      listing?: Listing;
    }
  | {
      kind: 'operator';
      id: PersonId;
      account: string;
      user: string;
      session: string;
      role: Role;
      name: string;
      photo?: string;
      access: Access;
    }
  | {
      kind: 'client';
      id: PersonId;
      account: string;
      /** Of the table `client`. */
      client: string;
      session: string;
      name: string;
    };

/** A listing as pages and chats know it. `advertiser`: whose operators alone answer it. */
export interface Listing {
  key: string;
  name: string;
  advertiser?: string;
}

export interface Place {
  country?: string;
  region?: string;
  city?: string;
}

/** Visitor tokens: HS256 JWT, `aud: 'visitor'`. `sub` visitor id, `verified` the site's own id of a verified person. */
export interface VisitorClaims {
  aud: 'visitor';
  sub: string;
  site: string;
  account: string;
  verified?: string;
  /** As the site told them when it identified the person. */
  name?: string;
  email?: string;
  iat: number;
  exp: number;
}

/** Name of the Room of a visitor on a site: one for the site's operators, one for each advertiser the visitor writes to. */
export const visitorRoom = (site: string, visitor: string, advertiser?: string): string =>
  advertiser ? `${site}.${visitor}.${advertiser}` : `${site}.${visitor}`;

/** The parts of a room's name. */
export function partsOf(room: string): { site: string; visitor: string; advertiser?: string } {
  const [site = '', visitor = '', advertiser] = room.split('.');
  return { site, visitor, ...(advertiser ? { advertiser } : {}) };
}
