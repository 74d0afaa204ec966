/** What becomes of a message. Pure. */

/**
 * Outgoing: `queued` (waits here), `sending` (handed over, nothing heard yet), `unsure` (handed over, and no answer came), `sent` (the provider
 * has it), `delivered`, `undelivered` (the carriers gave up), `failed` (refused here or by the provider). Incoming: `received`.
 */
export type MessageState = 'queued' | 'sending' | 'unsure' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'received';

const RANK: Record<MessageState, number> = {
  queued: 0,
  sending: 1,
  unsure: 1,
  sent: 2,
  failed: 3,
  undelivered: 3,
  // A carrier that gave up too early corrects itself by this.
  delivered: 4,
  received: 5,
};

/** The state after the provider told of one: later ones win, whatever order they come in. */
export const laterState = (known: MessageState, told: MessageState): MessageState => (RANK[told] > RANK[known] ? told : known);

const TOLD: Record<string, MessageState> = {
  accepted: 'sent',
  scheduled: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  partially_delivered: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

/** A message's status as Twilio names it; null for one that is not of an outgoing message. */
export const stateOf = (status: string): MessageState | null => (Object.hasOwn(TOLD, status) ? TOLD[status]! : null);
