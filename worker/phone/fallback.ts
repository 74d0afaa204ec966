/**
 * Operators who answer by SMS: what goes to their phones about visitors, and what comes from there. The desk decides (worker/desk/texting.ts), the
 * room does it as for anybody (worker/room/rules.ts); here is what lies between.
 */
import { and, eq } from 'drizzle-orm';
import { operatorId } from '../../protocol/entries.ts';
import { optWordIn } from '../../protocol/opt-out.ts';
import { readPreferences } from '../../protocol/preferences.ts';
import { segmentsOf } from '../../protocol/segments.ts';
import { accessColumns, accessOf } from '../accounts/members.ts';
import type { TextDecision } from '../contracts/desk.ts';
import type { Person } from '../contracts/people.ts';
import type { Env } from '../env.ts';
import { photoUrl } from '../http/addresses.ts';
import { database } from '../http/database.ts';
import { sha256 } from '../http/ids.ts';
import { deskOf, roomOf } from '../http/objects.ts';
import { membership, user } from '../http/schema.ts';
import type { ReceivedMessage } from './events.ts';
import { contentText, outcomeText, picturesText, tellingText } from './fallback-texts.ts';
import type { PhoneJob } from './jobs.ts';
import { readMessage, withdraw, writeOutgoing } from './ledger.ts';
import { numberFor, type Owner, readMobile, setStopped, tellTexting, userByMobile } from './mobiles.ts';
import { numberByE164 } from './number-store.ts';
import { type Outcome, type Sending, sendMessage } from './send.ts';
import { queueMessage } from './take.ts';

const USER = 'o_'.length;

/** A member as rooms know them who is not at a browser; null for who is no member any more. */
async function memberOf(env: Env, owner: Owner): Promise<{ person: Person & { kind: 'operator' }; language: string } | null> {
  const [row] = await database(env)
    .select({ name: user.name, photo: membership.photo, preferences: membership.preferences, ...accessColumns })
    .from(membership)
    .innerJoin(user, eq(user.id, membership.user))
    .where(and(eq(membership.account, owner.account), eq(membership.user, owner.user)));
  if (!row) return null;
  const { name, photo, preferences, ...access } = row;
  const person = {
    kind: 'operator' as const,
    id: operatorId(owner.user),
    ...owner,
    session: '',
    role: access.role,
    name,
    ...(photo ? { photo: photoUrl(env.PUBLIC_URL, photo) } : {}),
    access: accessOf(access),
  };
  return { person, language: readPreferences(preferences).language };
}

const spoken = (language: string, number: { language: string }): string => (language === 'auto' ? number.language : language);

/**
 * Texts an operator about a chat. The desk is asked before every try, also after one that had to wait: what is over by then, or seen in an app,
 * leaves no trace.
 */
export async function textOperator(job: PhoneJob & { kind: 'fallback' }, sending: Sending): Promise<Outcome> {
  const { env, now } = sending;
  const { id, account, person, room } = job;
  const owner = { account, user: person.slice(USER) };
  const [mobile, member, number] = await Promise.all([readMobile(env, owner), memberOf(env, owner), numberFor(env, owner)]);
  const able = mobile?.texts && member && number;
  // The account gave up its number: from now on the desk knows.
  if (!able) await tellTexting(env, owner);
  const content = able ? await deskOf(env, account).textContent(person, room, id) : null;
  if (!able || !content) {
    await withdraw(env, id);
    return { is: 'done' };
  }
  const text = contentText(spoken(member.language, number), content);
  const { segments } = segmentsOf(text);
  const message = { id, account, room: '', number: number.id, other: mobile.e164, by: '', text, media: [], segments };
  await writeOutgoing(env, message, now());
  const outcome = await sendMessage(id, sending);
  if (outcome.is === 'done') await deskOf(env, account).texted(person, room, id, (await readMessage(env, id))?.state !== 'failed');
  return outcome;
}

/** A job was given up: the chat is not held by it. */
export const giveUpTexting = ({ account, person, room, id }: PhoneJob & { kind: 'fallback' }, env: Env): Promise<void> =>
  deskOf(env, account).texted(person, room, id, false);

/** Takes an SMS of an operator who answers so; false for anybody else's. It may come again. */
export async function takeOperatorSms(event: ReceivedMessage, env: Env): Promise<boolean> {
  const { account, other, text, at } = event;
  const mobile = await userByMobile(env, account, other);
  if (!mobile?.texts && mobile?.stoppedAt == null) return false;
  const owner = { account, user: mobile.user };
  const word = event.media.length === 0 ? optWordIn(text) : null;
  if (word === 'stop' || (word === 'start' && mobile.stoppedAt !== null)) {
    await setStopped(env, owner, word === 'stop' ? at : null);
    return true;
  }
  const [member, number] = await Promise.all([memberOf(env, owner), numberByE164(env, event.number)]);
  if (!mobile.texts || !member || !number) return false;
  const language = spoken(member.language, number);
  const answer = await answerTo(event, member.person, language, env);
  if (!answer) return true;
  const { segments } = segmentsOf(answer);
  const message = { id: `answer:${event.id}`, account, room: '', number: number.id, other, by: '', text: answer, media: [], segments };
  await queueMessage(env, message, at);
  return true;
}

/** Does what an SMS asks for; what is to be told of that, if anything. */
async function answerTo(event: ReceivedMessage, person: Person, language: string, env: Env): Promise<string | null> {
  if (event.media.length > 0) return picturesText(language);
  const desk = deskOf(env, event.account);
  const decision: TextDecision = await desk.textCame(person.id, event.id, event.text);
  if (decision.do === 'tell') return tellingText(language, decision);
  const { chat } = decision;
  const room = roomOf(env, chat.room);
  const cid = `sms-${(await sha256(event.id)).slice(0, 40)}`;
  const done = decision.do === 'send' ? await room.texted(person, { text: decision.text, cid }) : await room.act(person, { kind: 'close' });
  if (!done.ok) {
    const taken = ['not_owner', 'already_taken'].includes(done.code);
    const over = ['not_waiting', 'not_open', 'not_found', 'erased', 'blocked'].includes(done.code);
    if (taken || over) await desk.textOver(person.id, chat.room);
    return outcomeText(language, taken ? 'taken' : over ? 'over' : 'failed', chat, done.detail);
  }
  if (decision.do === 'close') {
    await desk.textOver(person.id, chat.room);
    return outcomeText(language, 'closed', chat);
  }
  return 'here' in done && !done.here ? outcomeText(language, 'gone', chat) : null;
}
