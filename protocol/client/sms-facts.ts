/** Apart from those of a chat, so that the widget does not carry them. */
import { foldSms, NEW_SMS_ROOM, type SmsRoom } from '../sms.ts';
import type { Facts } from './facts.ts';

export interface SmsFacts {
  sms: SmsRoom;
}

/** Facts of a conversation by SMS. */
export const SMS_FACTS: Facts<SmsFacts> = {
  before: { sms: NEW_SMS_ROOM },
  told: (frame) => ({ sms: 'sms' in frame ? frame.sms : NEW_SMS_ROOM }),
  after: ({ sms }, entry) => ({ sms: foldSms(sms, entry) }),
};
