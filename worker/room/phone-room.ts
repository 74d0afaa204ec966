/** Conversations by SMS: what the Worker and the phone network ask of a room. */
import { phonePersonId } from '../../protocol/entries.ts';
import type { SmsRoom } from '../../protocol/sms.ts';
import type { Answer, Person } from '../contracts/people.ts';
import type { PhoneTold, RoomApi, SmsAction, SmsFacts } from '../contracts/room.ts';
import { Conversation, type Entries, type SmsConversation } from './conversation.ts';
import { actorOf } from './decide.ts';
import * as files from './files.ts';
import { MeetingRoom } from './meeting-room.ts';
import { decideSmsAction, settling, toldByPhone, toldOfDelivery } from './sms-rules.ts';
import { newSmsState } from './state.ts';

export abstract class PhoneRoom extends MeetingRoom {
  async openSms(person: Person, room: string, facts: SmsFacts): Promise<Answer<object>> {
    if (person.kind !== 'operator' || person.account !== facts.account) return { ok: false, code: 'not_found' };
    const conversation = this.#begun(room, facts);
    if (!conversation) return { ok: false, code: 'not_found' };
    if (conversation.log.head === 0) this.#begin(conversation, facts, person);
    return this.#decided(conversation, person, { kind: 'open', facts });
  }

  async changeSms(person: Person, action: SmsAction): Promise<Answer<{ seq: number }>> {
    const conversation = this.sms;
    if (!conversation || this.refusal(person)) return { ok: false, code: 'not_found' };
    return this.#decided(conversation, person, action);
  }

  async ownSms(person: Person, { muted, hidden }: Parameters<RoomApi['ownSms']>[1]): Promise<Answer<object>> {
    const conversation = this.sms;
    if (!conversation || this.refusal(person)) return { ok: false, code: 'not_found' };
    const { state, log } = conversation;
    const others = state.muted.filter((id) => id !== person.id);
    const { [person.id]: _before, ...rest } = state.hidden;
    conversation.update({
      ...(muted === undefined ? {} : { muted: muted ? [...others, person.id] : others }),
      ...(hidden === undefined ? {} : { hidden: hidden ? { ...rest, [person.id]: log.head } : rest }),
    });
    this.outbox.touch('desk');
    return { ok: true };
  }

  async expectsPhone(account: string, other: string, cid: string): ReturnType<RoomApi['expectsPhone']> {
    const conversation = this.sms;
    // Nothing is there yet: it begins with what comes.
    if (!this.conversation) return { ok: true, seq: null };
    if (!conversation || !this.#isOf(conversation, account, other)) return { ok: false, code: 'not_found' };
    return { ok: true, seq: conversation.log.seqOf(phonePersonId(other), cid) };
  }

  async phoneTold(room: string, facts: SmsFacts, told: PhoneTold): Promise<Answer<{ seq: number }>> {
    const conversation = this.#from(room, facts, told.person);
    if (!conversation) return { ok: false, code: 'not_found' };
    const by = phonePersonId(told.person);
    const repeated = conversation.log.seqOf(by, told.cid);
    if (repeated !== null) return { ok: true, seq: repeated };
    for (const file of told.files) files.addFile(conversation.sql, by, file, Date.now());
    const entries = [...this.#settle(conversation, facts), ...toldByPhone(conversation.state.sms, told)];
    return { ok: true, seq: this.commit(by, entries, { cid: told.cid }) };
  }

  async phoneCall(room: string, facts: SmsFacts, call: Parameters<RoomApi['phoneCall']>[2]): ReturnType<RoomApi['phoneCall']> {
    const conversation = this.#from(room, facts, call.person);
    if (!conversation) return { ok: false, code: 'not_found' };
    const { log } = conversation;
    const by = call.by ?? (call.direction === 'in' ? phonePersonId(call.person) : 'system');
    const cidOf = (state: string) => `${call.call}:${state}`;
    const cid = cidOf(call.state);
    const repeated = log.seqOf(by, cid);
    if (repeated !== null) return { ok: true, seq: repeated, fresh: false };
    // Who talked was reached, whichever of the two is told first.
    if (call.state === 'missed' && log.seqOf(by, cidOf('talked')) !== null) return { ok: true, seq: log.head, fresh: false };
    const { by: _by, ...body } = call;
    const entries: Entries = [...this.#settle(conversation, facts), { draft: { kind: 'phone_call', ...body }, by, answers: true }];
    return { ok: true, seq: this.commit(by, entries, { cid }), fresh: true };
  }

  async smsDelivery(seq: number, to: string, told: Parameters<RoomApi['smsDelivery']>[2]): Promise<void> {
    const conversation = this.sms;
    const sent = conversation?.log.get(seq)?.entry;
    if (!conversation || !sent || conversation.state.sms.erased) return;
    const [of, attempt] = sent.kind === 'sms_again' ? [sent.of, seq] : [seq, undefined];
    const entries = toldOfDelivery(conversation.log.get(of), to, attempt, told);
    if (entries.length > 0) this.commit('system', entries);
  }

  async smsOpted(account: string, person: string, word: 'stop' | 'start'): Promise<void> {
    const conversation = this.sms;
    if (!conversation || !this.#isOf(conversation, account, person)) return;
    if (conversation.state.sms.stopped.includes(person) === (word === 'stop')) return;
    this.commit(phonePersonId(person), [{ draft: { kind: 'sms_opted', person, word } }]);
  }

  async sentFile(id: string): ReturnType<RoomApi['sentFile']> {
    const found = this.sms && files.fileOf(this.sms.sql, id);
    return found?.state === 'sent' ? { ok: true, file: found.file } : { ok: false, code: 'not_found' };
  }

  async settleSms(facts: SmsFacts): Promise<void> {
    const conversation = this.sms;
    const { account, sms } = conversation?.state ?? {};
    if (!conversation || sms?.erased || account !== facts.account) return;
    const entries = this.#settle(conversation, facts);
    if (entries.length > 0) this.commit('system', entries);
  }

  /** The conversation of this account, made when there is none; null where it is another's. */
  #begun(room: string, { account }: SmsFacts): SmsConversation | null {
    this.conversation ??= Conversation.begin(this.ctx.storage, newSmsState(this.newEpoch, account, room));
    return this.sms?.state.account === account ? this.sms : null;
  }

  #begin(conversation: SmsConversation, facts: SmsFacts, person?: Person): void {
    const { number, members, people, stopped } = facts;
    for (const { id, name, photo } of members) conversation.members.meet(id, name, photo, 0);
    const draft = { kind: 'sms_begun' as const, number: number!, people, members: members.map(({ id }) => id), stopped };
    this.commit(person?.id ?? 'system', [{ draft }]);
  }

  /** The conversation with somebody who writes or calls; begun when there is none, null where they are not in it. */
  #from(room: string, facts: SmsFacts, other: string): SmsConversation | null {
    const conversation = this.#begun(room, facts);
    if (!conversation) return null;
    if (conversation.log.head === 0) this.#begin(conversation, facts);
    return this.#isOf(conversation, facts.account, other) ? conversation : null;
  }

  #isOf({ state: { account, sms } }: SmsConversation, of: string, other: string): boolean {
    return account === of && !sms.erased && sms.people.some(({ e164 }) => e164 === other);
  }

  #settle(conversation: SmsConversation, facts: SmsFacts): Entries {
    // Who is assigned to the number now has missed nothing of what was said before.
    for (const { id, name, photo } of facts.members) conversation.members.meet(id, name, photo, conversation.log.head);
    return settling(conversation.state.sms, facts);
  }

  #decided(conversation: SmsConversation, person: Person, action: SmsAction): Answer<{ seq: number }> {
    const sms: SmsRoom = conversation.state.sms;
    const decision = decideSmsAction(sms, actorOf(person), action);
    if ('code' in decision) return { ok: false, code: decision.code };
    this.meet(person);
    if ('facts' in action) this.#settle(conversation, action.facts);
    return { ok: true, seq: this.commit(person.id, decision.entries) };
  }
}
