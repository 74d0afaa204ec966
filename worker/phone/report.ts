/** What rooms and people are to know of phones. */

import type { MessageError } from './decide.ts';
import type { CallEvent, ReceivedMessage, RecordingEvent } from './events.ts';
import type { MessageState } from './states.ts';

/** A message from here is in another state. May come again and late: `laterState` says whether it is news. */
export interface StateReport {
  kind: 'state';
  account: string;
  room: string;
  message: string;
  state: MessageState;
  error: MessageError | null;
}

/** A number's SMS of the month are nearly used up (`warned`, once a month and cap), or are (`reached`, with each message that does not go). */
export interface CapReport {
  kind: 'cap';
  account: string;
  number: string;
  level: CapLevel;
  /** `2026-11` */
  month: string;
  cap: number;
}
export type CapLevel = 'warned' | 'reached';

export type PhoneReport = ReceivedMessage | CallEvent | RecordingEvent | StateReport | CapReport;

/** Takes a report; what throws is reported again. The same report may come twice, and is known by its `id` or by changing nothing. */
export type Report = (report: PhoneReport) => Promise<void>;

/** Writes to the log what somebody who runs this may have to do something about; no numbers and no texts. */
export const logReport: Report = async (report) => {
  const { kind, account } = report;
  if (kind === 'cap') console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: `cap_${report.level}`, account }));
  if (kind === 'state' && report.error) console.warn(JSON.stringify({ level: 'warn', part: 'phone', event: report.error, account }));
};
