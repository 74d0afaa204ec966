/**
 * Where answers to a room's mails go: `reply+<token>@<REPLY_DOMAIN>`, an address of its own for each person in each room. The token is a keyed hash
 * of both, so that making it again makes the same; kept of it is only its hash. Whoever reads the database can answer for nobody, and looking
 * one up compares hashes, from whose timing nothing is learnt about a token.
 */
import { eq } from 'drizzle-orm';
import type { PersonId } from '../../../protocol/entries.ts';
import type { Env } from '../../env.ts';
import { database } from '../../http/database.ts';
import { derivedKey, fromHex, sha256 } from '../../http/ids.ts';
import { replyAddress } from '../../http/schema.ts';

/** Characters of a token, of 5 bits each. */
const LENGTH = 26;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export interface Reply {
  account: string;
  room: string;
  person: PersonId;
}

type ReplyEnv = Pick<Env, 'DB' | 'SECRET' | 'ENVIRONMENT' | 'REPLY_DOMAIN'>;

/** The domain whose mail comes to this Worker; undefined where none does, and mails are answered in the portal alone. */
export function replyDomain({ REPLY_DOMAIN, ENVIRONMENT }: Pick<Env, 'ENVIRONMENT' | 'REPLY_DOMAIN'>): string | undefined {
  const domain = REPLY_DOMAIN?.trim().toLowerCase();
  return domain || (ENVIRONMENT === 'development' ? 'reply.localhost' : undefined);
}

/** Where this person answers this room's mails; always the same. Undefined where answers cannot come in. */
export async function replyAddressFor(env: ReplyEnv, account: string, room: string, person: PersonId): Promise<string | undefined> {
  const domain = replyDomain(env);
  if (domain === undefined) return undefined;
  const token = await tokenFor(env.SECRET, { account, room, person });
  await database(env)
    .insert(replyAddress)
    .values({ token: await sha256(token), account, room, person, createdAt: Date.now() })
    .onConflictDoNothing();
  return `reply+${token}@${domain}`;
}

/** Whose address a token is; null for one that was not made here. */
export async function replyTo(env: Pick<Env, 'DB'>, token: string): Promise<Reply | null> {
  const { account, room, person } = replyAddress;
  const [row] = await database(env)
    .select({ account, room, person })
    .from(replyAddress)
    .where(eq(replyAddress.token, await sha256(token)));
  return row ? { ...row, person: row.person as PersonId } : null;
}

/** The token in a recipient of ours, in whatever case servers on the way have put it; null for any other address. */
export function tokenIn(recipient: string, domain: string | undefined): string | null {
  const match = /^<?reply\+([a-z2-7]{26})@([^<>\s@]+?)>?$/.exec(recipient.trim().toLowerCase());
  return match && domain !== undefined && match[2] === domain ? match[1]! : null;
}

async function tokenFor(secret: string, { account, room, person }: Reply): Promise<string> {
  const bytes = fromHex(await derivedKey(secret, `reply address\n${account}\n${room}\n${person}`));
  let bits = 0;
  let held = 0;
  let token = '';
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) token += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return token.slice(0, LENGTH);
}
