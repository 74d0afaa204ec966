import { Hono } from 'hono';
import * as v from 'valibot';
import type { MobileInfo } from '../../protocol/api.ts';
import { Refusal } from '../../protocol/errors.ts';
import { segmentsOf } from '../../protocol/segments.ts';
import type { Env } from '../env.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { newId } from '../http/ids.ts';
import { countAttempt, type Limit } from '../http/limits.ts';
import { type Operator, operator, requireOperator } from '../http/session.ts';
import { codeText } from './fallback-texts.ts';
import { dropMobile, keepCode, newCode, numberFor, type Owner, readMobile, readPending, setTexts, tellCode } from './mobiles.ts';
import type { PhonePort } from './port.ts';
import { phonePort } from './provider.ts';
import { queueMessage } from './take.ts';

/** Loaded with the first request: reading numbers takes a library whose tables sockets and pages do not pay for. */
const numbersOf = () => import('./numbers.ts');
const checksOf = () => import('./number-check.ts');

/** Codes that one person has sent, that one number gets, and that an account pays for. */
const BY_PERSON: Limit = { name: 'mobile-person', max: 5, seconds: 3600 };
const TO_NUMBER: Limit = { name: 'mobile-number', max: 5, seconds: 24 * 3600 };
const OF_ACCOUNT: Limit = { name: 'mobile-account', max: 100, seconds: 24 * 3600 };
/** Codes that one person tells, right or wrong. */
const TOLD: Limit = { name: 'mobile-told', max: 20, seconds: 3600 };

const ownerOf = ({ member, user }: Operator): Owner => ({ account: member.account.id, user: user.id });

/** `/api/me/mobile`: one's own mobile number, and whether one answers by SMS. `port` is another one in tests. */
export const mobileRoutes = (port?: PhonePort) =>
  new Hono<AppEnv>()
    .use('*', requireOperator)

    .get('/', async (c) => c.json(await infoOf(c.env, ownerOf(operator(c)))))

    .post('/', async (c) => {
      const { number } = await readJson(c, v.object({ number: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40)) }));
      const me = operator(c);
      const owner = ownerOf(me);
      const own = await numberFor(c.env, owner);
      if (!own) throw new Refusal('no_number');
      await countAttempt(c.env, BY_PERSON, `${owner.account}:${owner.user}`);
      const { otherNumber, requireSms } = await checksOf();
      const e164 = await otherNumber(c.env, owner.account, own.e164, number);
      await requireSms(port ?? phonePort(c.env), e164);
      await countAttempt(c.env, TO_NUMBER, e164);
      await countAttempt(c.env, OF_ACCOUNT, owner.account);
      const [code, now] = [newCode(), Date.now()];
      await keepCode(c.env, owner, e164, code, now);
      const text = codeText(languageOf(me, own.language), code, me.member.account.name);
      const { segments } = segmentsOf(text);
      const to = { id: `code:${newId()}`, account: owner.account, room: '', number: own.id, other: e164 };
      // Its person waits for it: it is not held until the morning.
      await queueMessage(c.env, { ...to, by: '', text, media: [], segments, notice: true }, now);
      return c.json(await infoOf(c.env, owner));
    })

    .post('/confirm', async (c) => {
      const { code } = await readJson(c, v.object({ code: v.pipe(v.string(), v.trim(), v.maxLength(20)) }));
      const owner = ownerOf(operator(c));
      await countAttempt(c.env, TOLD, `${owner.account}:${owner.user}`);
      await tellCode(c.env, owner, code.replace(/\s/g, ''), Date.now());
      return c.json(await infoOf(c.env, owner));
    })

    .put('/', async (c) => {
      const { texts } = await readJson(c, v.object({ texts: v.boolean() }));
      const owner = ownerOf(operator(c));
      await setTexts(c.env, owner, texts);
      return c.json(await infoOf(c.env, owner));
    })

    .delete('/', async (c) => {
      const owner = ownerOf(operator(c));
      await dropMobile(c.env, owner);
      return c.json(await infoOf(c.env, owner));
    });

async function infoOf(env: Env, owner: Owner): Promise<MobileInfo> {
  const [known, pending, own] = await Promise.all([readMobile(env, owner), readPending(env, owner, Date.now()), numberFor(env, owner)]);
  const { displayNumber, regionOf } = await numbersOf();
  const shown = (e164: string) => displayNumber(e164, own ? regionOf(own.e164) : '');
  return {
    available: own !== null,
    ...(own ? { from: shown(own.e164) } : {}),
    ...(known ? { number: shown(known.e164) } : {}),
    ...(pending ? { pending: shown(pending) } : {}),
    texts: known?.texts ?? false,
    stopped: known?.stoppedAt != null,
  };
}

const languageOf = ({ member }: Operator, other: string): string => {
  const language = member.preferences.language ?? 'auto';
  return language === 'auto' ? other : language;
};
