/**
 * Words by which somebody wants no more SMS, wants them again, or asks for help: the list that carriers ask for (CTIA) and Twilio knows.
 * https://help.twilio.com/articles/223134027
 */

export type OptWord = 'stop' | 'start' | 'help';

const WORDS: Record<string, OptWord> = {
  STOP: 'stop',
  STOPALL: 'stop',
  UNSUBSCRIBE: 'stop',
  CANCEL: 'stop',
  END: 'stop',
  QUIT: 'stop',
  REVOKE: 'stop',
  OPTOUT: 'stop',
  START: 'start',
  YES: 'start',
  UNSTOP: 'start',
  HELP: 'help',
  INFO: 'help',
};

/** The word that a whole message is, whatever its case and the punctuation around it; null where it is more than that word. */
export function optWordIn(text: string): OptWord | null {
  if (text.length > 40) return null;
  const bare = text
    .normalize('NFKC')
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, '')
    // "Stop all", "opt-out"
    .replace(/^(stop|opt)[\s-]+(all|out)$/i, '$1$2')
    .toUpperCase();
  return Object.hasOwn(WORDS, bare) ? WORDS[bare]! : null;
}

/** Whether one other number wants messages of one own number. `at`: ms since epoch, of what decided it. */
export interface Consent {
  stopped: boolean;
  at: number;
}

/** Nothing was said: who writes to a company, or gives it their number, may be written to. */
export const OPEN: Consent = { stopped: false, at: 0 };

/** What somebody said, or what the carrier says they said. */
export interface ConsentEvent {
  word: 'stop' | 'start';
  at: number;
}

/** The state after an event. The newest decides, in whatever order they come; of two at once, the stop. */
export function foldConsent(consent: Consent, { word, at }: ConsentEvent): Consent {
  if (at < consent.at || (at === consent.at && consent.stopped)) return consent;
  return { stopped: word === 'stop', at };
}
