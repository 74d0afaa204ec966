/** What the app needs of whoever connects it to the phone network. */
import type { E164 } from './e164.ts';

/** One SMS, or MMS with `media`, ready to send. */
export interface Sms {
  /** Ours. The provider tells it along with everything it says of this message later. */
  id: string;
  /** An own number. */
  from: E164;
  /** Anybody's number; a short code where one is answered. */
  to: string;
  text: string;
  /** Addresses from which the provider fetches files, at most ten. */
  media: string[];
}

/** A call that connects somebody of the account with another party: their own phone rings first. */
export interface Call {
  /** Ours, as with a message. */
  id: string;
  /** The own number, which both see. */
  number: E164;
  /** Who is called first. */
  own: E164;
  /** Whom they are then connected with. */
  other: E164;
  /** Of what is spoken, BCP 47. */
  language: string;
}

/** A message that the provider has. */
export interface Sent {
  /** The provider's own id. */
  provider: string;
  /** SMS it was sent as; 0 when the provider has not counted yet. */
  segments: number;
}

/** Of what kind a line is: `unknown` when nobody can say. */
export type LineKind = 'mobile' | 'landline' | 'voip' | 'special' | 'unknown';

/** What the networks know of a number. */
export interface LineInfo {
  valid: boolean;
  kind: LineKind;
  /** Name of the carrier; empty when not known. */
  carrier: string;
  /** ISO 3166-1; empty when not known. */
  country: string;
}

export type Capability = 'sms' | 'mms' | 'voice';

/** A number that is rented from the provider. */
export interface OwnNumber {
  provider: string;
  e164: E164;
  capabilities: Capability[];
}

/** A connection to the phone network. Everything throws `PhoneFailure`. */
export interface PhonePort {
  /** Whether the provider itself answers STOP, START and HELP, so that nobody is told twice. */
  readonly answersOptWords: boolean;
  send(sms: Sms): Promise<Sent>;
  /** Messages like this one that the provider has got since `since` (ms): after a try of which nothing was heard. */
  find(sms: Sms, since: number): Promise<Sent[]>;
  /** Begins a call; answers the provider's id for it. */
  call(call: Call): Promise<string>;
  /** Ends a call, or what rings. One that is over already counts as ended. */
  endCall(provider: string): Promise<void>;
  lookUp(number: string): Promise<LineInfo>;
  /** The bytes of a recording or of a file in a message, at the address that the provider told. */
  fetch(url: string): Promise<Response>;
  /** Deletes what was fetched at the provider. What is gone already counts as deleted. */
  forget(url: string): Promise<void>;
  /** All numbers rented from the provider, by all accounts here. */
  numbers(): Promise<OwnNumber[]>;
  /** Has the provider tell us of what comes to a number. */
  adopt(provider: string): Promise<void>;
}

/**
 * Why a message or call was refused for good, by who could do something about it:
 * - `invalid_number`, `not_mobile`, `unreachable`, `unknown_country` (none that this account may write to): it is the other number
 * - `stopped`: its person wants no messages, or is blocked
 * - `media_refused`: a file is too large, of a kind that cannot be sent, or could not be fetched
 * - `content_refused`: the text is empty, too long, or taken for spam
 * - `own_number`: the own number is not the account's any more, or cannot do this
 * - `limit`: the provider's account has no money, or may send no more
 * - `wrong`: anything else that another try will not mend, such as wrong keys
 */
export const REFUSALS = [
  'invalid_number',
  'not_mobile',
  'unreachable',
  'unknown_country',
  'stopped',
  'media_refused',
  'content_refused',
  'own_number',
  'limit',
  'wrong',
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

/**
 * What may be done after a failure: `later` (nothing happened, the same again may work), `unsure` (no answer came, so it may have happened),
 * or why never.
 */
export type FailureReason = 'later' | 'unsure' | RefusalReason;

/** The provider did not do what it was asked. The message names its code, and holds no secret and nobody's data. */
export class PhoneFailure extends Error {
  constructor(
    message: string,
    readonly reason: FailureReason,
    /** Seconds the provider asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'PhoneFailure';
  }

  /** Why it was refused for good; null when another try may help. */
  get refusal(): RefusalReason | null {
    return this.reason === 'later' || this.reason === 'unsure' ? null : this.reason;
  }
}
