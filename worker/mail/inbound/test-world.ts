/** For tests of answers by mail in workerd: an account with an operator and a client, a room that takes mails, and the mails themselves. */
import { env } from 'cloudflare:workers';
import type { FileRef, PersonId } from '../../../protocol/entries.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { Answer, Person } from '../../contracts/people.ts';
import type { Env } from '../../env.ts';
import type { MailJob } from '../jobs.ts';
import type { IncomingMail } from './receive.ts';

export const DOMAIN = 'reply.foyer.example';
export const CLARA: PersonId = 'c_clara';
export const OLGA: PersonId = 'o_u1';
/** Letters and figures, as names of client rooms are. */
export const ROOM = 'client.0123456789abcdef0123456789abcdef';

export interface Logged {
  person: PersonId;
  text: string;
  files: FileRef[];
  cid: string;
}

/** A room that logs each `cid` once, for those who are in it. */
export class FakeRoom {
  logged: Logged[] = [];
  people = new Set<PersonId>([CLARA, OLGA]);
  /** Refusals and errors it answers with before it answers anything else. */
  faults: (ErrorCode | Error)[] = [];
  readers = new Set<PersonId>([OLGA]);

  async mailed(person: PersonId, message: Omit<Logged, 'person'>): Promise<Answer<{ seq: number }>> {
    const fault = this.faults.shift();
    if (fault instanceof Error) throw fault;
    if (fault) return { ok: false, code: fault };
    if (!this.people.has(person)) return { ok: false, code: 'not_found' };
    const known = this.logged.findIndex(({ cid }) => cid === message.cid);
    if (known >= 0) return { ok: true, seq: known + 1 };
    this.logged.push({ person, ...message });
    return { ok: true, seq: this.logged.length };
  }

  async nameFor(person: Person): Promise<Answer<{ name: string }>> {
    return this.readers.has(person.id) ? { ok: true, name: 'Kitchen' } : { ok: false, code: 'not_found' };
  }
}

export class World {
  room = new FakeRoom();
  jobs: MailJob[] = [];
  /** Errors the queue throws before it takes anything. */
  queueFaults: Error[] = [];

  env(more: Partial<Env> = {}): Env {
    const send = async (job: MailJob) => {
      const fault = this.queueFaults.shift();
      if (fault) throw fault;
      this.jobs.push(job);
    };
    return {
      ...env,
      REPLY_DOMAIN: DOMAIN,
      MAIL: { send } as unknown as Env['MAIL'],
      ROOM: { getByName: () => this.room } as unknown as Env['ROOM'],
      ...more,
    };
  }

  get told(): string[] {
    return this.jobs.flatMap((job) => (job.kind === 'not_logged' ? [job.reason] : []));
  }
}

const TABLES = [
  'reply_address',
  'held_mail',
  'sent_mail',
  'rate_limit',
  'outbox_mail',
  'client',
  'session',
  'membership',
  'account',
  'user',
];

/** Accounts a1 and a2; of a1 the owner Olga and the client Clara, who reads Spanish. */
export async function seed(): Promise<void> {
  const account = env.DB.prepare('INSERT INTO account (id, name, created_at) VALUES (?1, ?2, 0)');
  const user = env.DB.prepare('INSERT INTO user (id, name, email, email_verified, created_at, updated_at) VALUES (?1, ?2, ?3, 1, 0, 0)');
  const member = env.DB.prepare('INSERT INTO membership (account, user, role, joined_at, used_at) VALUES (?1, ?2, ?3, 0, 0)');
  await env.DB.batch([
    ...TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    account.bind('a1', 'Shop'),
    account.bind('a2', 'Other'),
    user.bind('u1', 'Olga', 'olga@shop.example'),
    user.bind('u2', 'Omar', 'omar@shop.example'),
    user.bind('u3', 'Eve', 'eve@other.example'),
    member.bind('a1', 'u1', 'owner'),
    member.bind('a1', 'u2', 'operator'),
    member.bind('a2', 'u3', 'owner'),
    env.DB.prepare(
      `INSERT INTO client (id, account, email, name, language, invited_by, invited_at, expires_at)
       VALUES ('clara', 'a1', 'clara@client.example', 'Clara', 'es-MX', 'u1', 0, 0)`,
    ),
  ]);
}

let made = 0;

/** A mail of Clara's, with headers and parts as given. */
export function mailOf({
  to,
  from = 'clara@client.example',
  envelope = from,
  id = `<mail-${++made}@client.example>`,
  headers = [],
  text = 'Walnut, please.',
  body,
}: {
  to: string;
  from?: string;
  envelope?: string;
  id?: string;
  headers?: string[];
  text?: string;
  /** With its own Content-Type, in place of `text`. */
  body?: string;
}): () => IncomingMail {
  const content = body ?? `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  const head = [...headers, `From: ${from}`, `To: ${to}`, 'Subject: Re: Kitchen', `Message-ID: ${id}`, 'MIME-Version: 1.0'];
  const raw = new TextEncoder().encode(`${head.join('\r\n')}\r\n${content}`);
  return () => ({ from: envelope, to, raw: new Blob([raw]).stream(), rawSize: raw.byteLength });
}

/** The content of a mail with files. */
export function withFiles(text: string, files: { name: string; bytes: Uint8Array }[]): string {
  const parts = files.map(({ name, bytes }) => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    return [
      'Content-Type: application/octet-stream',
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      btoa(binary).replace(/.{76}/g, '$&\r\n'),
    ].join('\r\n');
  });
  const all = [`Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`, ...parts];
  return `Content-Type: multipart/mixed; boundary="b"\r\n\r\n${all.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`;
}
