import type { Chat } from '../../protocol/chat.ts';
import { dateTime } from '../design/time.ts';
import { personName } from '../stores/desk.ts';
import { t } from './texts.ts';

/** Who blocked the visitor of a chat, until when and why. */
export function blockText({ block }: Chat): string {
  if (!block) return t('blockedNotice');
  const { by, until, reason, address } = block;
  const what = t(until === undefined ? 'blockedBy' : 'blockedUntil', {
    name: personName(by),
    ...(until === undefined ? {} : { time: dateTime(until) }),
  });
  return [what, address ? t('blockedAddress') : '', reason ? `“${reason}”` : ''].filter(Boolean).join(' ');
}
