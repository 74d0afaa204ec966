/** What Twilio is told to do with a call, and what is said in it. Pure. */
import type { VoiceLanguage } from '../../protocol/numbers.ts';
import { hookUrl } from './addresses.ts';
import type { E164 } from './e164.ts';
import { dial, gather, hangUp, record, reject, say, twiml } from './twiml.ts';

/** Seconds: one phone rings so long, waits for a key, and a message is at most so long. */
const RINGS = 20;
const WAITS = 8;
const LONGEST = 180;

/** What callers and the called hear; languages that are not here hear English. */
const TEXTS: Record<VoiceLanguage, Record<'greeting' | 'thanks' | 'screen' | 'connect', string>> = {
  en: {
    greeting: 'Nobody can take your call right now. Please leave a message after the tone.',
    thanks: 'Thank you. Goodbye.',
    screen: 'A call for your company. Press any key to take it.',
    connect: 'Press any key to be connected.',
  },
  es: {
    greeting: 'Ahora nadie puede atender su llamada. Deje un mensaje después de la señal.',
    thanks: 'Gracias. Adiós.',
    screen: 'Una llamada para su empresa. Pulse cualquier tecla para atenderla.',
    connect: 'Pulse cualquier tecla para establecer la llamada.',
  },
};

const textsOf = (language: string) => TEXTS[language.slice(0, 2) as VoiceLanguage] ?? TEXTS.en;

/** A call that came in, at one of those who are called in turn. */
export interface Ringing {
  number: E164;
  /** Who calls, as the provider says it: perhaps no number at all. */
  other: string;
  /** Phones that ring in turn. */
  phones: E164[];
  /** Spoken before the tone; empty: a sentence in the number's language. */
  greeting: string;
  language: string;
}

/** Rings the phone whose turn it is, else takes a message. */
export function ringTurn(host: string, { number, other, phones, greeting, language }: Ringing, turn: number): string {
  const phone = phones[turn];
  if (phone) {
    const action = hookUrl(host, 'dialled', { number, other, turn: `${turn}` });
    return twiml(dial(phone, { action, timeout: RINGS, screen: hookUrl(host, 'screen', { language }) }));
  }
  const about = { number, other };
  const recorded = record({
    action: hookUrl(host, 'recorded', { ...about, language }),
    told: hookUrl(host, 'recording', about),
    maxLength: LONGEST,
  });
  return twiml(say(greeting || textsOf(language).greeting, language), recorded);
}

/**
 * What whoever picks up hears first: with no key they are not connected, so that no machine of theirs takes the call and leaves the caller alone.
 */
export const screenCall = (host: string, language: string): string =>
  twiml(gather({ action: hookUrl(host, 'accept', {}), timeout: WAITS }, say(textsOf(language).screen, language)), hangUp());

/** After a message was left. */
export const afterMessage = (language: string): string => twiml(say(textsOf(language).thanks, language), hangUp());

/** A call from here: at one's own phone, a key connects with the other party. */
export function callOut(host: string, about: { id: string; number: E164; other: E164; language: string }): string {
  const { connect } = textsOf(about.language);
  return twiml(gather({ action: hookUrl(host, 'connect', about), timeout: WAITS }, say(connect, about.language)), hangUp());
}

/** The second half of it. */
export const connectOut = (host: string, { id, number, other }: { id: string; number: string; other: string }): string =>
  twiml(dial(other, { action: hookUrl(host, 'dialled', { id, number, other }), timeout: 45, callerId: number }));

/** To a number that is nobody's any more. */
export const notHere = (): string => twiml(reject());

/** Nothing more to do: hang up, go on with the call, or no answer to a message. */
export const nothing = (): string => twiml();
