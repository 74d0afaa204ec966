import { NEW_CHAT } from '../../protocol/chat.ts';
import { type Entry, type FileRef, isClient, type PersonId, visitorPersonId } from '../../protocol/entries.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { RoomPerson } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Permission } from '../../protocol/permissions.ts';
import type { Answer, Person } from '../contracts/people.ts';
import type {
  ClientAction,
  ClientBegin,
  Digest,
  MatterPlan,
  ResolvedAction,
  RoomApi,
  TeamAction,
  TeamBegin,
  Transcript,
} from '../contracts/room.ts';
import { byMail, decideClientAction, decideClientRemoval, decideMailed, mayIn, writingRefused } from './client-rules.ts';
import { type ClientConversation, Conversation, groupOf } from './conversation.ts';
import { UPLOAD_KEPT } from './core.ts';
import { actorOf, detailOf, onAction, onCommand } from './decide.ts';
import { digestOf } from './digest.ts';
import { exportedPage } from './exported.ts';
import * as files from './files.ts';
import { settlingEntries } from './matter-rules.ts';
import { shown } from './members.ts';
import { unreadOf } from './news.ts';
import { pageOf } from './people.ts';
import { PhoneRoom } from './phone-room.ts';
import { type Decision, decideInvitation, decideRemoval } from './rules.ts';
import { decideSmsRemoval } from './sms-rules.ts';
import { personTag, sessionTag } from './sockets.ts';
import { givenIn, meetingsOf, newClientState, newState, newTeamState, titleOf, visitorOf } from './state.ts';
import { decideReopening, decideTeamAction, decideTeamRemoval } from './team-rules.ts';
import { transcriptOf } from './transcript.ts';

/** One conversation: with a visitor, among colleagues, with clients, or by SMS. What the Worker, the desk and the site ask of it. */
export class Room extends PhoneRoom implements RoomApi {
  async act(person: Person, action: ResolvedAction): Promise<Answer<{ seq: number }>> {
    const conversation = this.talk;
    if (!conversation || person.kind !== 'operator' || this.refusal(person)) return { ok: false, code: 'not_found' };
    const decision = onAction(conversation, person, action);
    if ('code' in decision) return { ok: false, code: decision.code, ...detailOf(conversation, decision) };
    this.meet(person);
    if (action.kind === 'invite' && !conversation.members.get(action.operator)) {
      conversation.members.meet(action.operator, action.name, undefined, Math.max(0, conversation.state.chat.openedSeq - 1));
    }
    const offeredTo = action.kind === 'transfer' && 'group' in action.to ? action.to.members.filter((id) => id !== person.id) : [];
    return { ok: true, seq: this.commit(person.id, decision.entries, { offeredTo }) };
  }

  async invite(person: Person, target: Parameters<RoomApi['invite']>[1], cid: string, text: string): Promise<Answer<{ seq: number }>> {
    if (person.kind !== 'operator' || this.team || this.sms || (this.talk && this.refusal(person))) return { ok: false, code: 'not_found' };
    const repeated = this.conversation?.log.seqOf(person.id, cid);
    if (repeated != null) return { ok: true, seq: repeated };
    const decision = decideInvitation(this.talk?.state.chat ?? NEW_CHAT, actorOf(person), text, target);
    if ('code' in decision) return { ok: false, code: decision.code, ...detailOf(this.conversation, decision) };
    this.hold(newState(this.newEpoch, { account: person.account, ...target }));
    this.meet(person);
    return { ok: true, seq: this.commit(person.id, decision.entries, { cid }) };
  }

  async openTeam(person: Person, room: string, begin: TeamBegin): Promise<Answer<object>> {
    if (person.kind !== 'operator') return { ok: false, code: 'not_found' };
    this.conversation ??= Conversation.begin(this.ctx.storage, newTeamState(this.newEpoch, person.account, room));
    const conversation = this.team;
    if (conversation?.state.account !== person.account) return { ok: false, code: 'not_found' };
    const { people, ...named } = begin;
    const decision: Decision =
      conversation.log.head === 0
        ? { entries: [{ draft: { kind: 'created', ...named, members: people.map(({ id }) => id) } }] }
        : decideReopening(conversation.state.team, person.id);
    if ('code' in decision) return { ok: false, code: decision.code };
    if (decision.entries.length > 0) for (const { id, name, photo } of people) conversation.members.meet(id, name, photo, 0);
    this.commit(person.id, decision.entries);
    return { ok: true };
  }

  async changeTeam(person: Person, action: TeamAction): Promise<Answer<{ seq: number }>> {
    const conversation = this.team;
    if (!conversation || this.refusal(person)) return { ok: false, code: 'not_found' };
    const decision = decideTeamAction(conversation.state.team, person.id, action);
    if ('code' in decision) return { ok: false, code: decision.code };
    // Who is added sees the whole history, and has missed nothing of it.
    if (action.kind === 'add') {
      for (const { id, name, photo } of action.people) conversation.members.meet(id, name, photo, conversation.log.head);
    }
    return { ok: true, seq: this.commit(person.id, decision.entries) };
  }

  async openClients(person: Person, room: string, begin: ClientBegin): Promise<Answer<object>> {
    if (person.kind !== 'operator') return { ok: false, code: 'not_found' };
    this.conversation ??= Conversation.begin(this.ctx.storage, newClientState(this.newEpoch, person.account, room));
    const conversation = this.clients;
    if (conversation?.state.account !== person.account) return { ok: false, code: 'not_found' };
    if (conversation.log.head > 0) return this.refusal(person) ? { ok: false, code: 'not_found' } : { ok: true };
    const { people, ...named } = begin;
    if (named.form === 'internal' && people.some(({ id }) => isClient(id))) return { ok: false, code: 'no_clients' };
    for (const { id, name, photo } of people) conversation.members.meet(id, name, photo, 0);
    this.commit(person.id, [{ draft: { kind: 'created', ...named, members: people.map(({ id }) => id) } }]);
    return { ok: true };
  }

  async changeClients(person: Person, action: ClientAction): Promise<Answer<{ seq: number }>> {
    const conversation = this.clients;
    if (!conversation || this.refusal(person)) return { ok: false, code: 'not_found' };
    const decision = decideClientAction(groupOf(conversation), actorOf(person), action);
    if ('code' in decision) return { ok: false, code: decision.code };
    if (action.kind === 'add') for (const { id, name, photo } of action.people) conversation.members.meet(id, name, photo, 0);
    // An owner or admin who is not in the room is named by what they do in it.
    if (person.kind === 'operator') conversation.members.meet(person.id, person.name, person.photo, 0);
    return { ok: true, seq: this.commit(person.id, decision.entries) };
  }

  async settleMatterRoom(room: string, by: RoomPerson | null, plan: MatterPlan): Promise<Answer<object>> {
    if (!this.conversation && !plan.begin) return { ok: false, code: 'not_found' };
    this.conversation ??= Conversation.begin(this.ctx.storage, newClientState(this.newEpoch, plan.account, room));
    const conversation = this.clients;
    if (conversation?.state.account !== plan.account) return { ok: false, code: 'not_found' };
    const { log, members, state } = conversation;
    if (state.client.erased) return { ok: false, code: 'erased' };
    if (log.head > 0 && state.client.matter !== plan.matter) return { ok: false, code: 'not_found' };
    for (const { id, name, photo } of [...plan.come, ...(by ? [by] : [])]) members.meet(id, name, photo, 0);
    if (log.head === 0 && plan.begin) {
      const { creator, people, ...named } = plan.begin;
      for (const { id, name, photo } of people) members.meet(id, name, photo, 0);
      const inside = new Set([...plan.come, ...people].map(({ id }) => id));
      const { assignee, matter } = plan;
      this.commit(creator, [{ draft: { kind: 'created', ...named, members: [...inside], assignee, matter } }]);
    }
    const inside = members.inside().map(({ id }) => id);
    const entries = settlingEntries(conversation.state.client, inside, plan);
    if (entries.length > 0)
      this.commit(
        by?.id ?? 'system',
        entries.map((draft) => ({ draft })),
      );
    return { ok: true };
  }

  async permits(person: Person, action: Permission): Promise<Answer<object>> {
    const conversation = this.#permitted(person, action);
    return typeof conversation === 'string' ? { ok: false, code: conversation } : { ok: true };
  }

  async people(person: Person, after: string, text: string): ReturnType<RoomApi['people']> {
    const conversation = this.#permitted(person, 'people');
    if (typeof conversation === 'string') return { ok: false, code: conversation };
    return { ok: true, ...pageOf(conversation.members.inside(), after, text) };
  }

  async exported(person: Person, after: number): ReturnType<RoomApi['exported']> {
    const conversation = this.#permitted(person, 'export');
    if (typeof conversation === 'string') return { ok: false, code: conversation };
    return { ok: true, ...exportedPage(conversation, after) };
  }

  async seenBy(person: Person, seq: number): ReturnType<RoomApi['seenBy']> {
    const conversation = this.#permitted(person, 'seen');
    if (typeof conversation === 'string') return { ok: false, code: conversation };
    const by = conversation.log.get(seq)?.entry.by;
    const seen = conversation.members.inside().filter(({ id, read }) => read >= seq && id !== by);
    return { ok: true, people: seen.slice(0, LIMITS.page).map(shown) };
  }

  /** The room with clients, for one who may do this in it; or why not. */
  #permitted(person: Person, action: Permission): ClientConversation | ErrorCode {
    const conversation = this.clients;
    if (!conversation || this.refusal(person)) return 'not_found';
    return mayIn(groupOf(conversation), actorOf(person), action) ? conversation : 'forbidden';
  }

  async unanswered(episode: number): Promise<void> {
    const chat = this.talk?.state.chat;
    if (chat?.status !== 'waiting' || chat.episode !== episode) return;
    this.commit('system', [{ draft: { kind: 'unanswered' } }]);
  }

  async fromBroadcast(episode: number, from: { broadcast: string; operator: PersonId; name: string }): Promise<boolean> {
    const chat = this.talk?.state.chat;
    if (chat?.episode !== episode || chat.broadcast || chat.erased) return false;
    this.commit('system', [{ draft: { kind: 'from_broadcast', ...from } }]);
    return true;
  }

  async removePerson(id: PersonId): Promise<void> {
    const decision = this.#removal(id);
    if ('entries' in decision && decision.entries.length > 0) this.commit(id, decision.entries);
    this.readers.cut(personTag(id), 'forbidden');
    this.company.tellPresence();
  }

  #removal(person: PersonId): Decision {
    if (this.clients) return decideClientRemoval(groupOf(this.clients), person);
    if (this.sms) return decideSmsRemoval(this.sms.state.sms, person);
    return this.team ? decideTeamRemoval(this.team.state.team, person) : decideRemoval(this.talk?.state.chat ?? NEW_CHAT, person);
  }

  async recheck(person: PersonId): Promise<void> {
    this.readers.reconnect(personTag(person));
    this.company.tellPresence();
  }

  async endSession(session: string): Promise<void> {
    this.outOfMeeting(this.readers.ofSession(session));
    this.readers.cut(sessionTag(session), 'unauthorised');
    this.company.tellPresence();
  }

  async addFile(person: Person, file: FileRef): Promise<Answer<object>> {
    const refused = this.refusal(person);
    if (refused) return { ok: false, code: refused };
    const notWriting = this.clients && writingRefused(groupOf(this.clients), actorOf(person));
    if (notWriting) return { ok: false, code: notWriting };
    const { sql } = this.hold(person);
    files.addFile(sql, person.id, file, Date.now());
    this.timers.setEarliest('files', Date.now() + UPLOAD_KEPT);
    return { ok: true };
  }

  async file(person: Person, id: string): Promise<Answer<{ file: FileRef }>> {
    const refused = this.refusal(person);
    if (refused) return { ok: false, code: refused };
    const found = this.conversation && files.fileOf(this.conversation.sql, id);
    if (!found || found.state === 'deleted' || (found.state === 'pending' && found.by !== person.id)) {
      return { ok: false, code: 'not_found' };
    }
    return { ok: true, file: found.file };
  }

  async meeting(person: Person, id: string): ReturnType<RoomApi['meeting']> {
    const conversation = this.conversation;
    const refused = this.refusal(person);
    if (!conversation || refused || (this.clients && !mayIn(groupOf(this.clients), actorOf(person), 'meet'))) {
      return { ok: false, code: refused || !conversation ? 'not_found' : 'forbidden' };
    }
    const meeting = meetingsOf(conversation.state).find((one) => one.id === id);
    if (!meeting) return { ok: false, code: 'not_found' };
    const archived = this.clients?.state.client.archived ?? false;
    return { ok: true, found: { meeting, name: titleOf(conversation.state), archived } };
  }

  async whose(): ReturnType<RoomApi['whose']> {
    const state = this.conversation?.state;
    return state ? { account: state.account, clients: state.kind === 'client' && state.client.form !== 'internal' } : null;
  }

  async nameFor(person: Person): Promise<Answer<{ name: string }>> {
    const state = this.conversation?.state;
    if (!state || this.refusal(person)) return { ok: false, code: 'not_found' };
    return { ok: true, name: titleOf(state) };
  }

  async mailed(person: PersonId, { text, files: attached, cid }: Parameters<RoomApi['mailed']>[1]): ReturnType<RoomApi['mailed']> {
    const conversation = this.clients;
    const repeated = conversation?.log.seqOf(person, cid);
    if (repeated != null) return { ok: true, seq: repeated };
    if (!conversation?.members.isIn(person)) return { ok: false, code: 'not_found' };
    const decision = decideMailed(groupOf(conversation), byMail(person), text, attached);
    if ('code' in decision) return { ok: false, code: decision.code };
    for (const file of attached) files.addFile(conversation.sql, person, file, Date.now());
    return { ok: true, seq: this.commit(person, decision.entries, { cid }) };
  }

  async texted(person: Person, { text, cid }: Parameters<RoomApi['texted']>[1]): ReturnType<RoomApi['texted']> {
    const conversation = this.talk;
    if (!conversation || person.kind !== 'operator' || this.refusal(person)) return { ok: false, code: 'not_found' };
    const { chat, visitor } = conversation.state;
    const here = this.readers.present().has(visitorPersonId(visitor));
    const repeated = conversation.log.seqOf(person.id, cid);
    if (repeated != null) return { ok: true, seq: repeated, here };
    // Who closed it has nothing to ask anybody; whose it was may say one more thing, as in the dashboard.
    if (chat.status === 'closed' && chat.owner !== null && chat.owner !== person.id) {
      return { ok: false, code: 'not_waiting', ...detailOf(conversation, { code: 'not_waiting', owner: chat.owner }) };
    }
    const decision = onCommand(
      conversation,
      person,
      { t: 'send', cid, text },
      () => '',
      undefined,
      () => ({ others: [], most: 0 }),
    );
    if ('code' in decision) return { ok: false, code: decision.code, ...detailOf(conversation, decision) };
    this.meet(person);
    return { ok: true, seq: this.commit(person.id, decision.entries, { cid }), here };
  }

  async digest(person: PersonId, from: number, upto: number): Promise<Digest | null> {
    return this.clients && digestOf(this.clients, person, { from, upto });
  }

  async transcript(episode: number): Promise<Transcript | null> {
    const conversation = this.talk;
    // A mail that waits to be written finds nothing any more.
    return conversation && !conversation.state.chat.erased ? transcriptOf(conversation, episode) : null;
  }

  async entry(seq: number): Promise<{ entry: Entry; episode: number } | null> {
    const log = this.talk?.state.chat.erased ? undefined : this.talk?.log;
    const found = log?.get(seq);
    return log && found ? { entry: found.entry, episode: log.episodeAt(seq)?.episode ?? 0 } : null;
  }

  async unread(visitor: PersonId): ReturnType<RoomApi['unread']> {
    const conversation = this.talk;
    return conversation && visitor === visitorPersonId(conversation.state.visitor) ? unreadOf(conversation) : { count: 0 };
  }

  async shut(visitor: PersonId, code: 'blocked' | 'unauthorised'): Promise<void> {
    this.readers.cut(personTag(visitor), code);
    this.company.tellPresence();
  }

  async known(person: Person): ReturnType<RoomApi['known']> {
    const refused = this.refusal(person);
    if (refused) return { ok: false, code: refused };
    const conversation = this.talk;
    if (!conversation) return { ok: true, known: null };
    const entries = conversation.log.after(0, Number.MAX_SAFE_INTEGER).flatMap(({ entry, hidden }) => (hidden ? [] : [entry]));
    const { name, email } = visitorOf(conversation.state);
    return { ok: true, known: { ...(name ? { name } : {}), ...(email ? { email } : {}), given: givenIn(entries), entries } };
  }

  async erase(visitor: PersonId): Promise<void> {
    const conversation = this.talk;
    if (conversation && !conversation.state.chat.erased && visitor === visitorPersonId(conversation.state.visitor)) {
      this.commit(visitor, [{ draft: { kind: 'erased' } }]);
    }
    await this.shut(visitor, 'unauthorised');
  }

  async retell(): Promise<void> {
    if (this.conversation) this.outbox.touch('desk');
  }

  async bind(verified: string): Promise<void> {
    const conversation = this.talk;
    if (!conversation || conversation.state.verified) return;
    conversation.update({ verified });
    // The browser of the anonymous visitor comes back with the verified token.
    this.readers.cut(personTag(visitorPersonId(conversation.state.visitor)), 'unauthorised');
  }
}
