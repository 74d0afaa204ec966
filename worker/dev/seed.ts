import { and, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { homes } from '../../demo/portal/homes.json';
import { clientPersonId, operatorId } from '../../protocol/entries.ts';
import { Refusal } from '../../protocol/errors.ts';
import { hashPassword } from '../accounts/password.ts';
import { pushDesk, pushSite } from '../accounts/push.ts';
import { createAccount, newSite } from '../accounts/sign-up.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import type { AppEnv } from '../http/context.ts';
import { database } from '../http/database.ts';
import { newId } from '../http/ids.ts';
import { roomOf } from '../http/objects.ts';
import { accepted } from '../http/problems.ts';
import * as tables from '../http/schema.ts';
import { addNumber, assignNumber } from '../phone/number-store.ts';
import { OUTBOX_NUMBERS } from '../phone/outbox.ts';
import { saveListings } from '../sites/listings.ts';

const PASSWORD = 'demo-demo-demo';
const DEMO = {
  account: 'demo',
  siteKey: 'demo-site-key-000000001',
  portalKey: 'demo-portal-key-00000001',
  users: [
    { name: 'Ada Lovelace', email: 'ada@demo.example', password: PASSWORD, role: 'owner' },
    { name: 'Grace Hopper', email: 'grace@demo.example', password: PASSWORD, role: 'operator' },
    // Of an advertiser: sees only its listings.
    { name: 'Mary Jackson', email: 'mary@demo.example', password: PASSWORD, role: 'operator' },
  ],
  /** Signs in to the client portal. */
  client: { name: 'Katherine Johnson', email: 'katherine@client.example', password: PASSWORD },
} as const;

const CANNED = [
  { shortcut: 'hello', text: 'Hello {visitor.name}, this is {operator.name} from {site.name}. How can I help?' },
  { shortcut: 'moment', text: 'One moment please, I am looking that up.' },
  { shortcut: 'bye', text: 'Thank you for your visit, {visitor.name}. Have a good day!' },
];

/** `POST /dev/seed`, in development only: a demo account when there is no account at all. Answers how to get in; a second call changes nothing. */
export const seedRoutes = new Hono<AppEnv>().post('/seed', async (c) => {
  if (c.env.ENVIRONMENT !== 'development') throw new Refusal('not_found');
  const [taken] = await database(c.env).select({ id: tables.account.id }).from(tables.account).limit(1);
  if (!taken) await seed(c.env);
  return c.json({ ...DEMO, created: !taken, account: taken?.id ?? DEMO.account });
});

async function seed(env: Env): Promise<void> {
  const [ada, grace, mary] = DEMO.users;
  const owner = await addUser(env, ada);
  const operator = await addUser(env, grace);
  const agent = await addUser(env, mary);
  const { account } = await createAccount(env, {
    id: DEMO.account,
    owner,
    name: 'Foyer demo',
    siteName: 'Demo shop',
    siteId: DEMO.siteKey,
  });
  const db = database(env);
  const now = Date.now();
  await db.batch([
    db.update(tables.account).set({ trialEndsAt: null }).where(eq(tables.account.id, account)),
    db.insert(tables.membership).values([
      { account, user: operator, role: 'operator', joinedAt: now, usedAt: now },
      { account, user: agent, role: 'operator', listingsOnly: true, joinedAt: now + 1, usedAt: now },
    ]),
    db.insert(tables.site).values(newSite(account, 'Demo portal', DEMO.portalKey, now + 1)),
    db
      .update(tables.membership)
      .set({ preferences: { transcriptEmail: ada.email } })
      .where(and(eq(tables.membership.account, account), eq(tables.membership.user, owner))),
    db
      .update(tables.category)
      .set({ emails: ['sales@demo.example'] })
      .where(and(eq(tables.category.account, account), eq(tables.category.name, 'Sales'))),
    db.insert(tables.cannedResponse).values(CANNED.map((response) => ({ id: newId(), account, user: null, ...response }))),
  ]);
  await pushSite(env, DEMO.portalKey);
  await seedPortal(env, account);
  const client = await addClient(env, account, owner);
  await seedNumber(env, account, operator);
  await pushDesk(env, account);
  await beginRoom(env, account, { owner, operator, client });
}

/** A room of the client with both operators, for everybody to try. */
async function beginRoom(
  env: Env,
  account: string,
  { owner, operator, client }: Record<'owner' | 'operator' | 'client', string>,
): Promise<void> {
  const [ada, grace] = DEMO.users;
  const room = `client.${newId().replaceAll('-', '')}`;
  const me: Person = {
    kind: 'operator',
    id: operatorId(owner),
    account,
    user: owner,
    session: '',
    role: 'owner',
    name: ada.name,
    access: { admin: true, listingsOnly: false, advertisers: [] },
  };
  const people = [
    { id: me.id, name: ada.name },
    { id: operatorId(operator), name: grace.name },
    { id: clientPersonId(client), name: DEMO.client.name },
  ];
  accepted(await roomOf(env, room).openClients(me, room, { form: 'clients', name: 'Your new lamps', people, assignee: me.id }));
}

/** A number of the local outbox, for the site and for Grace, whose phone rings. */
async function seedNumber(env: Env, account: string, operator: string): Promise<void> {
  const number = await addNumber(env, account, OUTBOX_NUMBERS[0]!, 'Shop');
  if (!number) return;
  await assignNumber(env, account, number, { kind: 'site', target: DEMO.siteKey });
  await assignNumber(env, account, number, { kind: 'operator', target: operator, phone: '+12025550150' });
}

/** Twenty listings of eight advertisers; Grace answers one of them, Mary another. */
async function seedPortal(env: Env, account: string): Promise<void> {
  const [, grace, mary] = DEMO.users;
  const agents = [mary.email, grace.email];
  const names = [...new Set(homes.map(({ advertiser }) => advertiser))];
  const rows = homes.map(({ key, name, advertiser }, index) => {
    const agent = agents[names.indexOf(advertiser)];
    const url = index < 10 ? `*/demo/portal/home.html?home=${key}` : '';
    return { row: index + 1, listing: { key, name, advertiser, url, ...(agent ? { operators: [agent] } : {}) } };
  });
  await saveListings(env, account, DEMO.portalKey, rows, [], true);
}

/** A user with a verified address, without signing them in. */
async function addUser(env: Env, { name, email, password }: { name: string; email: string; password: string }): Promise<string> {
  const db = database(env);
  const id = newId();
  const at = new Date();
  const times = { createdAt: at, updatedAt: at };
  const credential = { id: newId(), accountId: id, providerId: 'credential', userId: id, password: await hashPassword(password), ...times };
  await db.batch([
    db.insert(tables.user).values({ id, name, email, emailVerified: true, ...times }),
    db.insert(tables.credential).values(credential),
  ]);
  return id;
}

/** A client of the account, active, with a password. Answers the client's id. */
async function addClient(env: Env, account: string, invitedBy: string): Promise<string> {
  const { name, email, password } = DEMO.client;
  const db = database(env);
  const [id, user] = [newId(), newId()];
  const at = new Date();
  const now = at.getTime();
  const times = { createdAt: at, updatedAt: at };
  const credential = {
    id: newId(),
    accountId: user,
    providerId: 'credential',
    userId: user,
    password: await hashPassword(password),
    ...times,
  };
  await db.batch([
    db.insert(tables.clientUser).values({ id: user, name, email, emailVerified: true, ...times }),
    db.insert(tables.clientCredential).values(credential),
    db
      .insert(tables.client)
      .values({ id, account, email, name, user, invitedBy, invitedAt: now, expiresAt: now, activatedAt: now, language: 'en' }),
  ]);
  return id;
}
