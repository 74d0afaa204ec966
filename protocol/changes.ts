/** What becomes of a message or note that is changed: the room applies it to what it stores, clients to what they hold. */
import type { Entry, EntryOf, PersonId, Reactions } from './entries.ts';
import type { SmsDelivery } from './sms.ts';

export type Said = EntryOf<'message'> | EntryOf<'note'>;
const CHANGES = ['edited', 'deleted', 'reacted', 'marked', 'sms_state', 'sms_again'] as const;
export type Change = EntryOf<(typeof CHANGES)[number]>;

export const isChange = (entry: Entry): entry is Change => (CHANGES as readonly string[]).includes(entry.kind);

/** Applied in the order of the log. What holds a change already is the same after it is applied again. */
export function changed(said: Said, change: Change): Said {
  if (said.deleted) return said;
  switch (change.kind) {
    case 'edited':
      return { ...said, text: change.text, edited: true };
    case 'deleted':
      return emptied(said);
    case 'reacted':
      return said.kind === 'message' ? withReactions(said, reacted(said.reactions, change)) : said;
    case 'marked': {
      if (said.kind === 'note') return said;
      const { status: _before, ...rest } = said;
      return { ...rest, ...(change.on ? { status: true } : {}) };
    }
    case 'sms_state':
    case 'sms_again':
      return said.kind === 'message' ? { ...said, delivery: { ...said.delivery, ...deliveryOf(change) } } : said;
  }
}

function deliveryOf(change: EntryOf<'sms_state'> | EntryOf<'sms_again'>): Record<string, SmsDelivery> {
  if (change.kind === 'sms_again') return Object.fromEntries(change.to.map((to) => [to, { state: 'queued', attempt: change.seq }]));
  const { to, state, error, attempt } = change;
  return { [to]: { state, ...(error ? { error } : {}), ...(attempt === undefined ? {} : { attempt }) } };
}

function emptied({ mentions: _mentions, ...said }: Said): Said {
  if (said.kind === 'note') return { ...said, text: '', deleted: true };
  const { files: _files, reactions: _reactions, status: _status, ...rest } = said;
  return { ...rest, text: '', deleted: true };
}

function reacted(before: Reactions = {}, { emoji, by, on }: EntryOf<'reacted'>): Reactions {
  const others = (before[emoji] ?? []).filter((person: PersonId) => person !== by);
  const people = on ? [...others, by] : others;
  return Object.fromEntries(Object.entries({ ...before, [emoji]: people }).filter(([, list]) => list.length > 0));
}

function withReactions({ reactions: _before, ...message }: EntryOf<'message'>, reactions: Reactions): EntryOf<'message'> {
  return { ...message, ...(Object.keys(reactions).length > 0 ? { reactions } : {}) };
}
