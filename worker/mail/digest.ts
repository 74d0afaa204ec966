/** From the job of a mail of unread messages to the mail, decided when it is sent: whoever has read meanwhile gets none. */
import type { FileRef } from '../../protocol/entries.ts';
import type { Digest } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import type { Database } from '../http/database.ts';
import { roomOf } from '../http/objects.ts';
import { findPortal, type Portal, portalName, portalUrl } from '../portal/portals.ts';
import type { Draft } from './compose.ts';
import { digestReader, isMuted } from './digest-reader.ts';
import { replyAddressFor } from './inbound/address.ts';
import type { MailJob } from './jobs.ts';
import { type MailLink, signFileLink, signUnsubscribe } from './link-token.ts';
import { clientRoomUrl, mailFileUrl, unsubscribeUrl } from './links.ts';
import type { ChatLine } from './render/blocks.ts';
import { digestMail } from './render/digest-mail.ts';

/** The mail of a job, when there is something to say and somebody who wants to hear it. */
export async function digest(job: Extract<MailJob, { kind: 'digest' }>, env: Env, db: Database, now = Date.now()): Promise<Draft[]> {
  const { id, account, room, person, from, upto } = job;
  if (!account) return [];
  const link: MailLink = { account, room, person };
  const [reader, muted, portal] = await Promise.all([digestReader(db, link), isMuted(db, link), findPortal(env, account)]);
  if (!reader || muted || !portal) return [];
  // Last: what was read while the rest was looked up is not sent.
  const found = await roomOf(env, room).digest(person, from, upto);
  if (!found) return [];
  const replyTo = found.writable ? await replyAddressFor(env, account, room, person) : undefined;
  const unsubscribe = unsubscribeUrl(env.PUBLIC_URL, await signUnsubscribe(env.SECRET, link));
  const company = portalName(portal);
  const content = digestMail({
    company: { name: company, ...looksOf(portal, env) },
    room: found.name,
    messages: await Promise.all(found.messages.map((message) => withLinks(message, link, env, now))),
    earlier: found.earlier,
    url: reader.client ? portalUrl(env, portal, `/rooms/${room}`) : clientRoomUrl(env.PUBLIC_URL, room),
    client: reader.client,
    active: reader.active,
    ...(found.writable ? { answer: replyTo ? 'mail' : 'room' } : {}),
    unsubscribe,
    timeZone: reader.timeZone,
    ...(reader.language ? { language: reader.language } : {}),
  });
  return [
    {
      id,
      to: reader.email,
      from: company,
      content,
      ...(replyTo ? { replyTo } : {}),
      headers: {
        'List-Id': `<${room}.${new URL(env.PUBLIC_URL).hostname}>`,
        'List-Unsubscribe': `<${unsubscribe}>`,
        // One click, with nothing to confirm (RFC 8058).
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      // An address that nobody confirmed may be a stranger's.
      ...(reader.verified ? {} : { limited: true as const }),
    },
  ];
}

export const looksOf = ({ logo, colour }: Portal, { PUBLIC_URL }: Env) => ({
  ...(logo ? { logo: `${PUBLIC_URL}/f/${logo}` } : {}),
  ...(colour ? { colour } : {}),
});

export type LinkedMessage = Omit<Digest['messages'][number], 'files'> & { files: ChatLine['files'] };

/** Pictures are shown, other files can be opened, by links that are this reader's own. */
async function withLinks(message: Digest['messages'][number], link: MailLink, env: Env, now: number): Promise<LinkedMessage> {
  const linked = async ({ id, name, type, width, height }: FileRef): Promise<ChatLine['files'][number]> => {
    const url = mailFileUrl(env.PUBLIC_URL, await signFileLink(env.SECRET, { ...link, file: id }, now));
    return { name, url, ...(type.startsWith('image/') && width && height ? { image: { width, height } } : {}) };
  };
  return { ...message, files: await Promise.all(message.files.map(linked)) };
}
