import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { type NumberName, type NumberOperator, type NumberSettings, VOICE_LANGUAGES } from '../../protocol/numbers.ts';
import { timeZone } from '../../protocol/validators.ts';
import { membersAmong } from '../accounts/members.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { InvalidBody } from '../http/problems.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';
import { isE164 } from './e164.ts';
import { tellNumber } from './number-news.ts';
import { addNumber, removeNumber } from './number-store.ts';
import { type OwnNumber, PhoneFailure, type PhonePort } from './port.ts';
import { phonePort } from './provider.ts';

/** Loaded with the first request, as numbers are read there (see contact-routes.ts). */
const list = () => import('./number-list.ts');
const use = () => import('./use.ts');

/** Numbers offered at once, and people or sites of one number. */
const OFFERED = 100;
const MAX_USES = 90;

const line = (most: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(most),
    v.check((text) => !/[\p{Cc}\u2028\u2029]/u.test(text) && text.isWellFormed(), 'more than one line'),
  );
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const minute = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60 - 1));
const newBody = v.object({ e164: v.pipe(v.string(), v.check(isE164, 'not a number')), label: v.optional(line(80), '') });
const settings = v.object({
  label: line(80),
  monthlyCap: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000))),
  quiet: v.nullable(
    v.pipe(
      v.object({ from: minute, to: minute }),
      v.check(({ from, to }) => from !== to, 'never ends'),
    ),
  ),
  timeZone,
  language: v.picklist(VOICE_LANGUAGES),
  greeting: line(500),
  operators: v.pipe(v.array(v.object({ user: id, phone: line(40) })), v.maxLength(MAX_USES)),
  sites: v.pipe(v.array(id), v.maxLength(MAX_USES)),
});
const month = v.optional(v.pipe(v.string(), v.regex(/^20\d\d-(0[1-9]|1[0-2])$/)));
const asked = v.object({ to: month, month });

/**
 * Numbers of the account: owners and admins take, change and give them up, and see what is sent with them; whoever a number is assigned to chooses
 * it at `GET /own`.
 */
export const numberRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/own', async (c) => c.json(await (await list()).ownNumbers(c.env, operator(c))))

  .get('/', requireAdmin, async (c) => c.json(await (await list()).listNumbers(c.env, accountOf(c), Date.now())))

  /** What the provider has and no account here uses. */
  .get('/offered', requireAdmin, async (c) => {
    const own = await heard(phonePort(c.env).numbers());
    const { freeOf } = await list();
    const free = await freeOf(
      c.env,
      own.map(({ e164 }) => e164),
    );
    const { displayNumber, regionOf } = await import('./numbers.ts');
    const named = ({ e164, capabilities }: OwnNumber): NumberName => ({ e164, capabilities, display: displayNumber(e164, regionOf(e164)) });
    return c.json(
      own
        .filter(({ e164 }) => free.has(e164))
        .slice(0, OFFERED)
        .map(named),
    );
  })

  .post('/', requireAdmin, async (c) => {
    const { e164, label } = await readJson(c, newBody);
    const port = phonePort(c.env);
    const found = (await heard(port.numbers())).find((one) => one.e164 === e164);
    if (!found) throw new Refusal('not_found');
    const made = await take(c, port, found, label);
    return c.json(await infoOf(c, made), 201);
  })

  .get('/use', requireAdmin, async (c) => c.json(await (await use()).readUse(c.env, accountOf(c), periodOf(c))))

  /** The same as a file: a line for each month, number and person. */
  .get('/use/csv', requireAdmin, async (c) => {
    const period = periodOf(c);
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="sms-${period.month ?? `until-${period.to}`}.csv"`);
    return c.body(await (await use()).useCsv(c.env, accountOf(c), period));
  })

  .put('/:id', requireAdmin, async (c) => {
    const number = c.req.param('id');
    const { numberOf, changeNumber } = await list();
    const e164 = await numberOf(c.env, accountOf(c), number);
    if (!e164) throw new Refusal('not_found');
    const body: NumberSettings = await readJson(c, settings);
    await changeNumber(c.env, accountOf(c), number, { ...body, operators: await readOperators(c, e164, body.operators) });
    await tellNumber(c.env, accountOf(c), number);
    return c.json(await infoOf(c, number));
  })

  .delete('/:id', requireAdmin, async (c) => {
    const number = c.req.param('id');
    if (!(await removeNumber(c.env, accountOf(c), number))) throw new Refusal('not_found');
    await (await list()).unassignNumber(c.env, accountOf(c), number);
    await tellNumber(c.env, accountOf(c), number);
    return c.json({});
  });

const accountOf = (c: Context<AppEnv>): string => operator(c).member.account.id;

async function infoOf(c: Context<AppEnv>, id: string) {
  const [info] = await (await list()).listNumbers(c.env, accountOf(c), Date.now(), id);
  if (!info) throw new Refusal('not_found');
  return info;
}

/** The provider is asked to tell us of the number before it is anybody's: what fails in between is done again. */
async function take(c: Context<AppEnv>, port: PhonePort, number: OwnNumber, label: string): Promise<string> {
  const { freeOf } = await list();
  if (!(await freeOf(c.env, [number.e164])).has(number.e164)) throw new Refusal('number_taken');
  await heard(port.adopt(number.provider));
  const made = await addNumber(c.env, accountOf(c), number, label);
  if (!made) throw new Refusal('number_taken');
  return made;
}

/** An answer of the provider; that there is none is told as such. */
async function heard<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PhoneFailure) throw new Refusal('unavailable', 'The phone provider did not do it.');
    throw error;
  }
}

/** Members of the account, each once, with their phones as they are kept. */
async function readOperators(c: Context<AppEnv>, number: string, given: NumberOperator[]): Promise<NumberOperator[]> {
  const { parseNumber, regionOf } = await import('./numbers.ts');
  const members = new Set(
    await membersAmong(
      c.env,
      accountOf(c),
      given.map(({ user }) => user),
    ),
  );
  const faults: Record<string, string> = {};
  const region = regionOf(number);
  const checked = given.flatMap(({ user, phone }, at) => {
    if (!members.delete(user)) return [];
    const parsed = phone ? parseNumber(phone, region) : { e164: '' };
    if (typeof parsed === 'string') faults[`operators.${at}.phone`] = 'not a phone number';
    // It would ring itself.
    else if (parsed.e164 === number) faults[`operators.${at}.phone`] = 'this number itself';
    return typeof parsed === 'string' ? [] : [{ user, phone: parsed.e164 }];
  });
  if (Object.keys(faults).length > 0) throw new InvalidBody(faults);
  return checked;
}

function periodOf(c: Context<AppEnv>): { to: string; month: string | undefined } {
  const read = v.safeParse(asked, c.req.query());
  if (!read.success) throw new Refusal('bad_request');
  const { to = new Date().toISOString().slice(0, 7), month } = read.output;
  return { to, month };
}
