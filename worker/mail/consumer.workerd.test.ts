import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { NEW_CHAT } from '../../protocol/chat.ts';
import type { Entry } from '../../protocol/entries.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { DEFAULT_SETTINGS } from '../../protocol/site-settings.ts';
import type { Transcript } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { handleMailBatch } from './consumer.ts';
import type { MailJob } from './jobs.ts';
import { outboxPort, readOutbox } from './outbox.ts';
import { type Mail, MailFailure, type MailPort } from './port.ts';

const transcript: Transcript = {
  account: 'a1',
  site: 's1',
  episode: 1,
  openedAt: 1,
  closedAt: 2,
  chat: { ...NEW_CHAT, answered: true, category: { id: 'c1', name: 'Sales' } },
  visitor: { name: 'Vic', email: 'vic@visitor.example' },
  page: { url: 'https://shop.example/prices', title: 'Prices' },
  operators: ['u1', 'u2'],
  lines: [{ at: 1, name: 'Vic', operator: false, text: 'Hello there', files: [] }],
};
const form: Entry = {
  seq: 3,
  at: 1,
  by: 'v_1',
  kind: 'form',
  form: 'offline',
  values: { email: 'vic@visitor.example', message: 'Call me' },
};
const answer: Entry = { seq: 4, at: 1, by: 'o_u1', kind: 'message', text: 'We will' };

/** What the room answers in a test; a thrown error is one that is broken. */
let room: { transcript: () => Promise<Transcript | null>; entry: (seq: number) => Promise<{ entry: Entry; episode: number } | null> };

const testEnv = (): Env => ({ ...env, PUBLIC_URL: 'https://foyer.example', ROOM: { getByName: () => room } as unknown as Env['ROOM'] });

/** A provider that keeps what it accepted, once by id, and counts what it was asked. */
class Provider implements MailPort {
  asked: Mail[] = [];
  accepted = new Map<string, Mail>();
  /** What it does in place of accepting. */
  faults: ((mail: Mail) => void)[] = [];

  async send(mail: Mail) {
    this.asked.push(mail);
    this.faults.shift()?.(mail);
    this.accepted.set(mail.id, mail);
  }

  get addresses() {
    return [...this.accepted.values()].map((mail) => mail.to).sort();
  }
}

/** Hands over a batch and tells what became of each message. (The runtime's own test batch does not tell the delays.) */
async function consume(port: MailPort, jobs: unknown[], { attempts = 1, queue = 'foyer-mail' } = {}) {
  const acked: string[] = [];
  const retried: [string, number | undefined][] = [];
  const messages = jobs.map((body, at) => {
    const id = `m${at}`;
    const ack = () => void acked.push(id);
    const retry = (options?: QueueRetryOptions) => void retried.push([id, options?.delaySeconds]);
    return { id, timestamp: new Date(), attempts, body: body as MailJob, ack, retry };
  });
  const batch = { queue, messages, ackAll: () => undefined, retryAll: () => undefined } as unknown as MessageBatch<MailJob>;
  await handleMailBatch(batch, testEnv(), port);
  return { acked, retried };
}
const deadLetters = async () => (await env.DB.prepare('SELECT * FROM dead_letter ORDER BY id').all()).results;

let provider: Provider;
const later = (seconds?: number) => () => {
  throw new MailFailure('Resend: 429 rate_limit_exceeded', true, seconds);
};
const never = () => {
  throw new MailFailure('Resend: 422 validation_error', false);
};

const transcriptJob: MailJob = { id: 'j1', account: 'a1', kind: 'transcript', room: 's1.1', episode: 1 };
const visitorJob = (id: string, email: string): MailJob => ({
  id,
  account: 'a1',
  kind: 'visitor_transcript',
  room: 's1.1',
  episode: 1,
  email,
});

beforeEach(async () => {
  provider = new Provider();
  room = { transcript: async () => transcript, entry: async (seq) => ({ entry: seq === 3 ? form : answer, episode: 1 }) };
  const tables = ['sent_mail', 'outbox_mail', 'dead_letter', 'category', 'membership', 'site', 'account', 'user'];
  const user = env.DB.prepare('INSERT INTO user (id, name, email, email_verified, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, 0, 0)');
  const member = env.DB.prepare(
    'INSERT INTO membership (account, user, role, preferences, joined_at, used_at) VALUES (?1, ?2, ?3, ?4, 0, 0)',
  );
  const account = env.DB.prepare('INSERT INTO account (id, name, created_at) VALUES (?1, ?2, 0)');
  const site = env.DB.prepare("INSERT INTO site (id, account, settings, identity_secret, created_at) VALUES (?1, ?2, ?3, '', 0)");
  const category = env.DB.prepare("INSERT INTO category (id, account, name, emails) VALUES (?1, ?2, 'Sales', ?3)");
  await env.DB.batch([
    ...tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    account.bind('a1', 'Shop'),
    account.bind('a2', 'Other'),
    user.bind('u1', 'Olga', 'olga@shop.example', 1),
    user.bind('u2', 'Omar', 'omar@shop.example', 1),
    user.bind('u3', 'Eve', 'eve@other.example', 1),
    member.bind('a1', 'u1', 'owner', '{"transcriptEmail":"Copies@shop.example","language":"es"}'),
    member.bind('a1', 'u2', 'operator', '{}'),
    member.bind('a2', 'u3', 'owner', '{"transcriptEmail":"eve@other.example"}'),
    site.bind('s1', 'a1', JSON.stringify({ ...DEFAULT_SETTINGS, name: 'Shop', origins: ['https://shop.example'] })),
    site.bind('s2', 'a2', JSON.stringify({ ...DEFAULT_SETTINGS, name: 'Other' })),
    category.bind('c1', 'a1', '["sales@shop.example","copies@SHOP.example"]'),
    category.bind('c2', 'a2', '["spy@other.example"]'),
  ]);
});

describe('jobs become mails', () => {
  it('welcome: the line of the first site, in the language of the owner', async () => {
    await consume(provider, [{ id: 'j', account: 'a1', kind: 'welcome', user: 'u1' }]);
    const [mail] = provider.accepted.values();
    expect(mail).toMatchObject({ to: 'olga@shop.example', subject: 'Te damos la bienvenida a Foyer', from: env.MAIL_FROM });
    expect(mail?.text).toContain('<script async src="https://foyer.example/w.js" data-site="s1"></script>');
  });

  it('transcript: to the category and to operators who asked for copies, each address once', async () => {
    await consume(provider, [transcriptJob]);
    expect(provider.addresses).toEqual(['copies@shop.example', 'sales@shop.example']);
    for (const mail of provider.accepted.values()) expect(mail.text).toContain('> Hello there');
  });

  it('transcript: nothing to those of another account, though named', async () => {
    room.transcript = async () => ({ ...transcript, operators: ['u3'], chat: { ...transcript.chat, category: { id: 'c2', name: 'x' } } });
    await consume(provider, [transcriptJob]);
    room.transcript = async () => ({ ...transcript, site: 's2' });
    await consume(provider, [{ ...transcriptJob, id: 'j2' }]);
    expect(provider.asked).toEqual([]);
  });

  it('visitor transcript: only of a chat that an operator answered', async () => {
    room.transcript = async () => ({ ...transcript, chat: { ...transcript.chat, answered: false } });
    expect(await consume(provider, [visitorJob('j', 'vic@visitor.example')])).toEqual({ acked: ['m0'], retried: [] });
    expect(provider.asked).toEqual([]);
  });

  it('offline form: to owners and admins, with what was written and the way to the chat', async () => {
    await env.DB.prepare("UPDATE membership SET role = 'admin' WHERE user = 'u2'").run();
    await consume(provider, [{ id: 'j', account: 'a1', kind: 'offline_form', room: 's1.1', seq: 3, site: 's1' }]);
    expect(provider.addresses).toEqual(['olga@shop.example', 'omar@shop.example']);
    const [mail] = provider.accepted.values();
    expect(mail?.text).toContain('> Call me');
    expect(mail?.text).toContain('https://foyer.example/app/chats/s1.1');
  });

  it('offline answer: to the visitor, with the page when it is the site’s', async () => {
    const job: MailJob = { id: 'j', account: 'a1', kind: 'offline_answer', room: 's1.1', seq: 4 };
    await consume(provider, [job]);
    room.transcript = async () => ({ ...transcript, page: { url: 'https://spam.example/', title: '' } });
    await consume(provider, [{ ...job, id: 'j2' }]);
    const [own, foreign] = provider.accepted.values();
    expect(own).toMatchObject({ to: 'vic@visitor.example' });
    expect(own?.text).toContain('> We will');
    expect(own?.text).toContain('https://shop.example/prices');
    expect(foreign?.text).not.toContain('spam.example');
  });

  it('nothing when what it is about is gone', async () => {
    room = { transcript: async () => null, entry: async () => null };
    const gone: MailJob[] = [
      transcriptJob,
      { id: 'j2', account: 'a1', kind: 'offline_answer', room: 's1.1', seq: 4 },
      { id: 'j3', account: 'a1', kind: 'welcome', user: 'nobody' },
      { id: 'j4', account: 'a1', kind: 'snippet', email: 'dev@shop.example', site: 's2', sender: 'Olga' },
    ];
    expect(await consume(provider, gone)).toEqual({ acked: ['m0', 'm1', 'm2', 'm3'], retried: [] });
    expect(provider.asked).toEqual([]);
  });
});

describe('faults', () => {
  it('a batch delivered twice is sent once', async () => {
    await consume(provider, [transcriptJob]);
    expect(await consume(provider, [transcriptJob, transcriptJob], { attempts: 2 })).toEqual({ acked: ['m0', 'm1'], retried: [] });
    expect(provider.asked).toHaveLength(2);
  });

  it('a job that fails half-way sends only what is missing when it comes again', async () => {
    provider.faults = [() => undefined, later()];
    expect(await consume(provider, [transcriptJob])).toEqual({ acked: [], retried: [['m0', 10]] });
    expect(await consume(provider, [transcriptJob], { attempts: 2 })).toEqual({ acked: ['m0'], retried: [] });
    expect(provider.addresses).toEqual(['copies@shop.example', 'sales@shop.example']);
    expect(provider.asked).toHaveLength(3);
  });

  it('time-out after accepting: tried again under the same key, so that the provider sends it once', async () => {
    provider.faults = [
      (mail) => {
        provider.accepted.set(mail.id, mail);
        throw new MailFailure('Resend: no answer', true);
      },
    ];
    const job = visitorJob('j', 'vic@visitor.example');
    expect((await consume(provider, [job])).retried).toHaveLength(1);
    expect((await consume(provider, [job], { attempts: 2 })).acked).toEqual(['m0']);
    expect(provider.asked).toHaveLength(2);
    expect(provider.accepted.size).toBe(1);
  });

  it('one job whose room is broken does not hold up its neighbours', async () => {
    let calls = 0;
    room.transcript = async () => {
      calls += 1;
      if (calls === 2) throw new Error('object reset');
      return transcript;
    };
    const jobs = ['j1', 'j2', 'j3'].map((id) => visitorJob(id, `${id}@visitor.example`));
    expect(await consume(provider, jobs)).toEqual({ acked: ['m0', 'm2'], retried: [['m1', 10]] });
    expect(provider.addresses).toEqual(['j1@visitor.example', 'j3@visitor.example']);
  });

  it.each([
    ['429 with Retry-After', later(77), 1, 77],
    ['429 without', later(), 3, 40],
    [
      'an error nobody foresaw',
      () => {
        throw new TypeError('x');
      },
      2,
      20,
    ],
  ])('%s waits', async (_name, fault, attempts, seconds) => {
    provider.faults = [fault];
    expect(await consume(provider, [visitorJob('j', 'vic@visitor.example')], { attempts })).toEqual({
      acked: [],
      retried: [['m0', seconds]],
    });
    expect(await deadLetters()).toEqual([]);
  });

  it('a mail refused for good becomes a dead letter at once; the others of its job go', async () => {
    provider.faults = [never];
    expect(await consume(provider, [transcriptJob])).toEqual({ acked: ['m0'], retried: [] });
    expect(provider.addresses).toEqual(['sales@shop.example']);
    const [letter, ...more] = await deadLetters();
    expect(more).toEqual([]);
    expect(letter).toMatchObject({
      queue: 'foyer-mail',
      account: 'a1',
      title: 'Transcript of a closed chat',
      error: 'Resend: 422 validation_error',
    });
    // Replayed as it was, it reaches only whom it had not reached.
    await consume(provider, [JSON.parse(letter?.body as string)]);
    expect(provider.addresses).toEqual(['copies@shop.example', 'sales@shop.example']);
    expect(provider.asked).toHaveLength(3);
  });

  it('what the queue gave up becomes a dead letter, once, without content in its title', async () => {
    const job: MailJob = {
      id: 'j9',
      account: 'a1',
      kind: 'invitation',
      email: 'x@y.example',
      inviter: 'Olga',
      accountName: 'Shop',
      url: 'https://foyer.example/i',
    };
    for (let i = 0; i < 2; i++) expect((await consume(provider, [job], { queue: 'foyer-mail-dead' })).acked).toEqual(['m0']);
    const letters = await deadLetters();
    expect(letters).toMatchObject([{ id: 'j9', queue: 'foyer-mail', account: 'a1', title: 'Invitation mail' }]);
    expect(JSON.parse(letters[0]?.body as string)).toEqual(job);
    expect(provider.asked).toEqual([]);
  });

  it('a message that is no job becomes a dead letter instead of coming back for ever', async () => {
    const odd = [null, 'x', { id: 'j', kind: 'from_the_future' }, { kind: 'welcome' }, { id: 'j', kind: 'constructor' }];
    expect((await consume(provider, odd)).acked).toHaveLength(odd.length);
    expect((await deadLetters()).map((letter) => letter.title)).toEqual(odd.map(() => 'Unknown job'));
  });
});

describe('mails a stranger can cause', () => {
  const jobs = (count: number, email: string) => Array.from({ length: count }, (_, at) => visitorJob(`${email}-${at}`, email));

  it('are limited per address and day, however the address is written', async () => {
    await consume(provider, [
      ...jobs(LIMITS.mailsPerAddress, 'vic@visitor.example'),
      ...jobs(2, 'VIC@Visitor.example '),
      ...jobs(1, 'val@visitor.example'),
    ]);
    expect(provider.addresses).toEqual([
      'val@visitor.example',
      ...Array.from({ length: LIMITS.mailsPerAddress }, () => 'vic@visitor.example'),
    ]);
  });

  it('may go again after a day', async () => {
    await consume(provider, jobs(LIMITS.mailsPerAddress, 'vic@visitor.example'));
    await env.DB.prepare('UPDATE sent_mail SET at = at - 86400000').run();
    await consume(provider, [visitorJob('next', 'vic@visitor.example')]);
    expect(provider.asked).toHaveLength(LIMITS.mailsPerAddress + 1);
  });

  it('keep their place when they are tried again', async () => {
    const [first, ...rest] = jobs(LIMITS.mailsPerAddress, 'vic@visitor.example');
    provider.faults = [later()];
    await consume(provider, [first]);
    await consume(provider, rest);
    expect((await consume(provider, [first, visitorJob('more', 'vic@visitor.example')], { attempts: 2 })).acked).toEqual(['m0', 'm1']);
    expect(provider.addresses).toHaveLength(LIMITS.mailsPerAddress);
  });

  it('do not count against what an account’s own people cause', async () => {
    await consume(provider, jobs(LIMITS.mailsPerAddress, 'sales@shop.example'));
    await consume(provider, [transcriptJob]);
    expect(provider.addresses.filter((address) => address === 'sales@shop.example')).toHaveLength(LIMITS.mailsPerAddress + 1);
  });

  it('are limited for an owner whose address nobody confirmed', async () => {
    await env.DB.prepare("UPDATE user SET email_verified = 0 WHERE id = 'u1'").run();
    const forms = Array.from({ length: 5 }, (_, at) => ({
      id: `f${at}`,
      account: 'a1',
      kind: 'offline_form',
      room: 's1.1',
      seq: 3,
      site: 's1',
    }));
    await consume(provider, forms);
    expect(provider.asked).toHaveLength(LIMITS.mailsPerAddress);
  });

  it('leave no address in the table', async () => {
    await consume(provider, jobs(1, 'vic@visitor.example'));
    const { results } = await env.DB.prepare('SELECT * FROM sent_mail').all();
    expect(results).toHaveLength(2);
    expect(JSON.stringify(results.map((row) => row.to_hash))).not.toContain('vic');
  });
});

it('the embedded outbox keeps a mail once, newest first, and finds it by address', async () => {
  let now = 1;
  const outbox = outboxPort(env, () => now++);
  await consume(outbox, [visitorJob('j1', 'vic@visitor.example'), visitorJob('j2', 'val@visitor.example')]);
  const [newest] = await readOutbox(env);
  expect(newest).toMatchObject({ to: 'val@visitor.example', headers: { 'Auto-Submitted': 'auto-generated' } });
  await outbox.send({ ...newest!, subject: 'again' });
  expect((await readOutbox(env)).map((mail) => mail.to)).toEqual(['val@visitor.example', 'vic@visitor.example']);
  expect(await readOutbox(env, { to: 'vic@visitor.example' })).toHaveLength(1);
});
