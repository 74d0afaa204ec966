/** Turns a job into the mails it stands for: looks up who gets one and what it tells. Sends nothing. */
import type { Env } from '../env.ts';
import { type Database, database } from '../http/database.ts';
import { roomOf } from '../http/objects.ts';
import { digest } from './digest.ts';
import * as facts from './facts.ts';
import { correspondent } from './inbound/people.ts';
import type { MailJob } from './jobs.ts';
import { embedLine, fileUrl, roomUrl, setUpUrl } from './links.ts';
import { meetingReminder } from './meeting.ts';
import { invitationMail, resetMail, snippetMail, verifyMail, welcomeMail } from './render/account-mails.ts';
import { notLoggedMail } from './render/answer-mails.ts';
import { type Content, webAddress } from './render/blocks.ts';
import { offlineAnswerMail, offlineFormMail, transcriptMail, visitorTranscriptMail } from './render/chat-mails.ts';
import { clientInvitationMail, clientLinkMail, clientResetMail } from './render/client-mails.ts';
import { smsCap } from './sms-cap.ts';

export interface Draft {
  to: string;
  content: Content;
  /** Where the mail is one for a person, whatever their address: its id. Else it follows from the job and the address. */
  id?: string;
  /** Name of the sender, in place of ours. */
  from?: string;
  replyTo?: string;
  /** Besides those of every mail. */
  headers?: Record<string, string>;
  /** A stranger can cause this mail and its text: it counts towards the limit of the address. */
  limited?: true;
}

type JobOf<K extends MailJob['kind']> = Extract<MailJob, { kind: K }>;

/** The mails of a job, at most one per address; none when what it is about is gone. */
export async function drafts(job: MailJob, env: Env): Promise<Draft[]> {
  const db = database(env);
  switch (job.kind) {
    case 'welcome':
      return welcome(job, env, db);
    case 'verify':
      return [{ to: job.email, content: verifyMail(job) }];
    case 'reset':
      return [{ to: job.email, content: resetMail(job) }];
    case 'invitation':
      return [{ to: job.email, content: invitationMail({ inviter: job.inviter, account: job.accountName, url: job.url }) }];
    case 'client_invitation':
      return [{ to: job.email, content: clientInvitationMail(job) }];
    case 'client_link':
      return [{ to: job.email, content: clientLinkMail(job) }];
    case 'client_reset':
      return [{ to: job.email, content: clientResetMail(job) }];
    case 'snippet':
      return snippet(job, env, db);
    case 'transcript':
      return transcript(job, env, db);
    case 'visitor_transcript':
      return visitorTranscript(job, env, db);
    case 'offline_form':
      return offlineForm(job, env, db);
    case 'offline_answer':
      return offlineAnswer(job, env, db);
    case 'digest':
      return digest(job, env, db);
    case 'meeting':
      return meetingReminder(job, env, db);
    case 'sms_cap':
      return smsCap(job, env, db);
    case 'not_logged':
      return notLogged(job, db);
  }
}

async function welcome({ user, account }: JobOf<'welcome'>, env: Env, db: Database): Promise<Draft[]> {
  if (!account) return [];
  const [[owner], name, site] = await Promise.all([
    facts.membersAmong(db, account, [user]),
    facts.accountName(db, account),
    facts.firstSite(db, account),
  ]);
  if (!owner || !name || !site) return [];
  const host = env.PUBLIC_URL;
  const { language } = owner;
  return [
    {
      to: owner.email,
      content: welcomeMail({ name: owner.name, account: name, snippet: embedLine(host, site), setUpUrl: setUpUrl(host), language }),
    },
  ];
}

async function snippet({ email, site, sender, account }: JobOf<'snippet'>, env: Env, db: Database): Promise<Draft[]> {
  const found = account ? await facts.siteFacts(db, account, site) : undefined;
  if (!found) return [];
  const host = env.PUBLIC_URL;
  return [
    { to: email, content: snippetMail({ sender, site: found.name, snippet: embedLine(host, site), host, language: found.language }) },
  ];
}

async function transcript({ room, episode }: JobOf<'transcript'>, env: Env, db: Database): Promise<Draft[]> {
  const chat = await roomOf(env, room).transcript(episode);
  const site = chat && (await facts.siteFacts(db, chat.account, chat.site));
  if (!chat || !site) return [];
  const category = chat.chat.category;
  const [emails, operators] = await Promise.all([
    category ? facts.categoryEmails(db, chat.account, category.id) : [],
    facts.membersAmong(db, chat.account, chat.operators),
  ]);
  const languages = new Map<string, string | undefined>();
  for (const { transcriptEmail, language } of operators) if (transcriptEmail) languages.set(canonical(transcriptEmail), language);
  for (const email of emails) if (!languages.has(canonical(email))) languages.set(canonical(email), site.language);
  const host = env.PUBLIC_URL;
  return [...languages].map(([to, language]) => ({
    to,
    content: transcriptMail({ transcript: chat, site, roomUrl: roomUrl(host, room), fileUrl: (id) => fileUrl(host, room, id), language }),
  }));
}

async function visitorTranscript({ room, episode, email }: JobOf<'visitor_transcript'>, env: Env, db: Database): Promise<Draft[]> {
  const chat = await roomOf(env, room).transcript(episode);
  // Without an operator's word in it, this would be a way to mail anything to anybody.
  if (!chat?.chat.answered) return [];
  const site = await facts.siteFacts(db, chat.account, chat.site);
  return site ? [{ to: email, content: visitorTranscriptMail({ transcript: chat, site }), limited: true }] : [];
}

async function offlineForm({ room, seq, site, account }: JobOf<'offline_form'>, env: Env, db: Database): Promise<Draft[]> {
  const found = await roomOf(env, room).entry(seq);
  if (!account || found?.entry.kind !== 'form' || found.entry.form !== 'offline') return [];
  const { values } = found.entry;
  const [where, people] = await Promise.all([facts.siteFacts(db, account, site), facts.managers(db, account)]);
  if (!where) return [];
  return people.map(({ email, verified, language }) => ({
    to: email,
    content: offlineFormMail({ values, site: where, roomUrl: roomUrl(env.PUBLIC_URL, room), language }),
    // An owner's address that nobody confirmed may be a stranger's.
    ...(verified ? {} : { limited: true as const }),
  }));
}

async function offlineAnswer({ room, seq }: JobOf<'offline_answer'>, env: Env, db: Database): Promise<Draft[]> {
  const stub = roomOf(env, room);
  const found = await stub.entry(seq);
  if (found?.entry.kind !== 'message' || found.entry.deleted) return [];
  const chat = await stub.transcript(found.episode);
  const site = chat && (await facts.siteFacts(db, chat.account, chat.site));
  if (!chat?.visitor.email || !site) return [];
  const { text, files = [] } = found.entry;
  const content = offlineAnswerMail({ text, files: files.map((file) => file.name), site, pageUrl: ownPage(chat.page?.url, site.origins) });
  return [{ to: chat.visitor.email, content }];
}

async function notLogged({ account, person, subject, reason, files }: JobOf<'not_logged'>, db: Database): Promise<Draft[]> {
  const sender = account ? await correspondent(db, account, person) : null;
  if (!sender) return [];
  const content = notLoggedMail({ subject, reason, files, ...(sender.language ? { language: sender.language } : {}) });
  // A mail that goes round between two machines ends here.
  return [{ to: sender.email, content, limited: true }];
}

/** The page, when it is on one of the site's origins. A browser told the address: without the check it could lead anywhere. */
function ownPage(url: string | undefined, origins: string[]): string | undefined {
  const page = webAddress(url);
  return page && (origins.length === 0 || origins.includes(new URL(page).origin)) ? page : undefined;
}

/** The same mailbox written twice is one address. */
export const canonical = (address: string): string => address.trim().toLowerCase();
