/** What phones and carriers tell, as the app has it. */
import type { E164 } from './e164.ts';
import type { RefusalReason } from './port.ts';
import type { MessageState } from './states.ts';

/** Every telling has an id of its own: the same id is the same thing told again. `at`: when it came here, ms since epoch. */
interface Told {
  id: string;
  at: number;
}

/** An own number, and who is at the other end: E.164, a short code, or whatever the network says. */
interface Ends {
  account: string;
  number: E164;
  other: string;
}

/** A message came in. `media` are addresses at the provider: fetched once, then deleted there. */
export interface ReceivedMessage extends Told, Ends {
  kind: 'message';
  text: string;
  media: { url: string; type: string }[];
  segments: number;
}

/** What became of a message from here. `message` is our id where the provider told it, `provider` its own. */
export interface MessageStatus extends Told {
  kind: 'status';
  message: string;
  provider: string;
  state: MessageState;
  /** Only of one that was not delivered. */
  reason: RefusalReason | null;
}

/**
 * A call: it rings, two people have `talked` (told when they have done), it ended. Who is called and hears nothing but `ended` missed it.
 * `call` is the provider's id; `own` is ours, of a call that began here.
 */
export interface CallEvent extends Told, Ends {
  kind: 'call';
  call: string;
  own: string;
  state: 'ringing' | 'talked' | 'ended';
  seconds: number;
}

/** Somebody left a message, which can be fetched at `url` once. */
export interface RecordingEvent extends Told, Ends {
  kind: 'recording';
  call: string;
  url: string;
  seconds: number;
}

export type PhoneEvent = ReceivedMessage | MessageStatus | CallEvent | RecordingEvent;
