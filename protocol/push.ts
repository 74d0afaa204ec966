/** What a push holds: no more than a notification shows. The service worker writes the words, in the person's language. */
import type { Alert } from './frames.ts';

export interface PushPayload {
  /** `settled`: a colleague picked up the chat a notification was shown for; `test`: the person asked for one. */
  kind: Alert['kind'] | 'settled' | 'test';
  room: string;
  /** The visitor's name, empty when it is not known; of a room of colleagues its title. */
  name: string;
  /** First words of the newest message, when it is not an operator's in a visitor's chat. */
  text: string;
  /** Language of the person's preferences, `auto` or a tag. */
  language: string;
}

/** Longest name and text in a push, UTF-16 code units. */
export const PUSH_NAME = 60;
export const PUSH_TEXT = 120;
