/**
 * TwiML, what Twilio is told to do with a call (https://www.twilio.com/docs/voice/twiml): the six verbs that are used here, with every text and
 * attribute escaped.
 */

type Attributes = Record<string, string | number | boolean | undefined>;

/** A piece of TwiML, made by the functions below alone. */
export type Verb = { readonly xml: string };

/** The whole answer. Without verbs: hang up, or nothing to say to a message. */
export const twiml = (...verbs: Verb[]): string => `<?xml version="1.0" encoding="UTF-8"?>${element('Response', {}, verbs).xml}`;

/** Speaks. `language` is BCP 47. */
export const say = (text: string, language: string): Verb => element('Say', { language }, text);

/** Plays a recording. */
export const play = (url: string): Verb => element('Play', {}, url);

/** Connects to another number; then asks `action` how to go on. `screen` is asked what whoever picks up is to hear first. */
export const dial = (
  number: string,
  { screen, ...attributes }: { action: string; timeout: number; callerId?: string; screen?: string },
): Verb => element('Dial', { ...attributes, answerOnBridge: true }, [element('Number', { url: screen }, number)]);

/** Records after a tone, then asks `action` how to go on; `told` hears when the recording can be had. Silence ends it. */
export const record = ({ told, ...attributes }: { action: string; told: string; maxLength: number }): Verb =>
  element('Record', { ...attributes, playBeep: true, timeout: 5, recordingStatusCallback: told }, []);

/** Waits for one key while it speaks; with a key it asks `action`, without one it goes on behind. */
export const gather = ({ action, timeout }: { action: string; timeout: number }, ...spoken: Verb[]): Verb =>
  element('Gather', { input: 'dtmf', numDigits: 1, timeout, action }, spoken);

export const hangUp = (): Verb => element('Hangup', {}, []);

/** Does not pick up. */
export const reject = (): Verb => element('Reject', {}, []);

function element(name: string, attributes: Attributes, content: string | Verb[]): Verb {
  const head = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join('');
  const inside = typeof content === 'string' ? escaped(content) : content.map(({ xml }) => xml).join('');
  return { xml: inside === '' ? `<${name}${head}/>` : `<${name}${head}>${inside}</${name}>` };
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text that is safe in content and attributes; what XML 1.0 has no character for is left out. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character]!);
