/** Twilio's error codes by what can be done about them. https://www.twilio.com/docs/api/errors */
import type { FailureReason, RefusalReason } from './port.ts';

const CODES: Record<RefusalReason | 'later', number[]> = {
  // 14107: too many messages of a number at once. 20429: too many requests. 21611: its queue at Twilio is full.
  later: [14107, 20429, 21611, 30001, 30022],
  invalid_number: [13223, 13224, 21201, 21211, 21217, 21265, 21604, 30019],
  not_mobile: [21614, 21635, 30006],
  unreachable: [21214, 21612, 30003, 30005, 30008],
  unknown_country: [13227, 21215, 21216, 21263, 21408, 21703],
  stopped: [21610, 30004],
  media_refused: [11200, 11751, 12300, 21620, 21623, 30011, 30014, 30016],
  content_refused: [21602, 21605, 21617, 21619, 30007],
  own_number: [13214, 21210, 21212, 21603, 21606, 21659, 21660, 21661, 30012, 30024, 30032, 30034],
  limit: [10001, 20005, 21608, 30002, 30010, 30023, 30027, 63038],
  wrong: [],
};
const REASONS = new Map(Object.entries(CODES).flatMap(([reason, codes]) => codes.map((code) => [code, reason as RefusalReason | 'later'])));

/** Why a message was not delivered, by the code that its status came with; `unreachable` where the carriers do not say. */
export function reasonOfDelivery(code: number | null): RefusalReason {
  const reason = code === null ? undefined : REASONS.get(code);
  return reason === undefined || reason === 'later' ? 'unreachable' : reason;
}

/** Why a request was refused, by its status and Twilio's code. A server's own trouble leaves open whether the thing was done. */
export function reasonOfAnswer(status: number, code: number | null): FailureReason {
  const reason = code === null ? undefined : REASONS.get(code);
  if (reason) return reason;
  if (status === 429) return 'later';
  if (status === 408 || status >= 500) return 'unsure';
  return 'wrong';
}
