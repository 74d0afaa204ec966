/** What became of a message by SMS, of all its people together. Pure. */
import type { SmsDelivery, SmsError } from '../../protocol/sms.ts';

export interface Outcome {
  /** The least that is true of everyone it goes to and has not failed. */
  state: 'queued' | 'sent' | 'delivered' | 'failed';
  /** Numbers it has reached, of all. */
  reached: number;
  all: number;
  failed: { to: string; error: SmsError | undefined }[];
}

/** Null for what is no message that went out. */
export function outcomeOf(delivery: Record<string, SmsDelivery> | undefined): Outcome | null {
  const each = Object.entries(delivery ?? {});
  if (each.length === 0) return null;
  const isLost = ({ state }: SmsDelivery) => state === 'undelivered' || state === 'failed';
  const going = each.filter(([, one]) => !isLost(one)).map(([, { state }]) => state);
  const state = going.length === 0 ? 'failed' : going.includes('queued') ? 'queued' : going.includes('sent') ? 'sent' : 'delivered';
  return {
    state,
    reached: going.filter((one) => one === 'delivered').length,
    all: each.length,
    failed: each.filter(([, one]) => isLost(one)).map(([to, { error }]) => ({ to, error })),
  };
}
