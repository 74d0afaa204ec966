/** Which operators are alerted of what happened in a room: a pure function of the report and the entries that are new to the desk. */
import { type Call, isInCall } from '../../protocol/call.ts';
import { type Entry, isOperator, type PersonId } from '../../protocol/entries.ts';
import type { Alert } from '../../protocol/frames.ts';
import { isAboutMeeting } from '../../protocol/meeting.ts';
import { isFromPhone } from '../../protocol/sms.ts';
import type { ClientReport, SmsReport, TeamReport, VisitorReport } from '../contracts/reports.ts';

/** `to` everyone or the people named, but never `except`: nobody is alerted of what they did. */
export interface Addressed {
  to: PersonId[] | 'all';
  except?: PersonId;
  alert: Alert;
}

/**
 * Alerts of the entries in `news` (in order, each not reported before). Several messages make one alert, of the newest. `asked`: whom the waiting
 * chat was offered to, as far as that is known; that a chat waits is alerted with its offers.
 */
export function alerts(report: VisitorReport, news: Entry[], asked: PersonId[] | 'all'): Addressed[] {
  const { room, chat } = report;
  const found: Addressed[] = [];
  const opening = news.find((entry) => entry.kind === 'opened');
  for (const entry of news) {
    switch (entry.kind) {
      case 'opened':
        if (entry.via === 'form') found.push({ to: 'all', alert: { kind: 'waiting', room } });
        break;
      case 'taken':
        if (opening?.via !== 'invitation') found.push({ to: asked, except: entry.by, alert: { kind: 'taken', room, by: entry.by } });
        break;
      case 'offered': {
        const to = 'operator' in entry.to ? [entry.to.operator] : report.offeredTo;
        const note = entry.note ? { note: entry.note } : {};
        found.push({ to, except: entry.by, alert: { kind: 'offered', room, by: entry.by, to: entry.to, ...note } });
        break;
      }
      case 'returned':
        if (chat.owner) found.push({ to: [chat.owner], except: entry.by, alert: { kind: 'returned', room, reason: entry.reason } });
        break;
      case 'joined':
        found.push({ to: [entry.by], except: entry.invitedBy, alert: { kind: 'joined', room, by: entry.invitedBy } });
        break;
      case 'note':
        if (entry.mentions)
          found.push({ to: entry.mentions, except: entry.by, alert: { kind: 'mention', room, seq: entry.seq, by: entry.by } });
        break;
    }
  }
  const message = news.findLast((entry) => entry.kind === 'message' && !isOperator(entry.by) && entry.by !== 'system');
  if (message) {
    const alert: Alert = { kind: 'message', room, seq: message.seq };
    if (chat.owner) found.push({ to: [chat.owner, ...chat.helpers], alert });
    else if (!opening) found.push({ to: asked, alert });
  }
  return found;
}

/** Calls everybody to a call that began and is on, but who is in it already. */
function called(room: string, call: Call | undefined, news: Entry[], people: readonly PersonId[]): Addressed[] {
  const began = call && news.some(({ kind, seq }) => kind === 'call_started' && seq === call.id);
  const to = people.filter((person) => began && !isInCall(call, person));
  return call && to.length > 0 ? [{ to, alert: { kind: 'called', room, by: call.by } }] : [];
}

/** Alerts of a room of colleagues: to each member one, of a message that names them rather than of a newer one that does not. */
export function teamAlerts({ room, team }: TeamReport, news: Entry[]): Addressed[] {
  const told = team.members.flatMap((member): Addressed[] => {
    const others = news.filter(({ by }) => by !== member);
    const added = others.findLast((entry) => entry.kind === 'added' && entry.people.includes(member));
    const begun = others.findLast((entry) => entry.kind === 'created' && entry.form === 'group');
    const come = added ?? begun;
    const messages = others.filter((entry) => entry.kind === 'message' && !entry.deleted);
    const named = messages.findLast((entry) => entry.kind === 'message' && entry.mentions?.includes(member));
    const newest = messages.at(-1);
    const found: Alert[] = meetingAlerts(room, others);
    if (come) found.push({ kind: 'joined', room, by: come.by });
    if (named) found.push({ kind: 'mention', room, seq: named.seq, by: named.by });
    else if (newest) found.push({ kind: 'message', room, seq: newest.seq });
    return found.map((alert) => ({ to: [member], alert }));
  });
  return [...told, ...called(room, team.call, news, team.members)];
}

/**
 * Alerts of a room with clients: who is named or brought in, and of messages who is assigned to the room; among colleagues everybody. `team`: the
 * members of the account in it.
 */
export function clientAlerts({ room, client }: ClientReport, team: PersonId[], news: Entry[]): Addressed[] {
  const messages = news.filter((entry) => entry.kind === 'message' && !entry.deleted);
  const told = team.flatMap((member): Addressed[] => {
    const come = news.findLast(
      (entry) =>
        entry.by !== member &&
        ((entry.kind === 'added' && entry.people.includes(member)) || (entry.kind === 'created' && entry.members.includes(member))),
    );
    const others = messages.filter(({ by }) => by !== member);
    const named = others.findLast((entry) => entry.kind === 'message' && entry.mentions?.includes(member));
    const newest = client.form === 'internal' || client.assignee === member ? others.at(-1) : undefined;
    const found: Alert[] = meetingAlerts(
      room,
      news.filter(({ by }) => by !== member),
    );
    if (come) found.push({ kind: 'joined', room, by: come.by });
    if (named) found.push({ kind: 'mention', room, seq: named.seq, by: named.by });
    else if (newest) found.push({ kind: 'message', room, seq: newest.seq });
    return found.map((alert) => ({ to: [member], alert }));
  });
  return [...told, ...called(room, client.call, news, team)];
}

/** Alerts of a conversation by SMS: what came from a phone, to all whose it is but who muted it. */
export function smsAlerts({ room, sms, muted }: SmsReport, news: Entry[]): Addressed[] {
  const newest = news.findLast(
    (entry) => isFromPhone(entry.by) && (entry.kind === 'message' || (entry.kind === 'phone_call' && entry.state === 'missed')),
  );
  const to = sms.members.filter((person) => !muted.includes(person));
  return newest && to.length > 0 ? [{ to, alert: { kind: 'message', room, seq: newest.seq } }] : [];
}

/** What became of meetings; of each the newest. */
function meetingAlerts(room: string, news: Entry[]): Alert[] {
  const about = new Map(news.filter(isAboutMeeting).map((entry) => [entry.meeting, entry]));
  return [...about.values()].map(({ kind, by, title, starts }) => ({ kind: 'meeting', room, by, what: kind, title, starts }));
}

/** Whether an alert is for this person. */
export const isFor = ({ to, except }: Addressed, person: PersonId): boolean => person !== except && (to === 'all' || to.includes(person));
