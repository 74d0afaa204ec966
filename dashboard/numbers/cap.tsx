import { type NumberInfo, WARN_AT } from '../../protocol/numbers.ts';
import { Notice } from '../design/controls.tsx';
import { t } from './texts.ts';

/** How much of a number's month is used; a warning from the share on at which its owner is warned. */
export function Cap({ number: { used, monthlyCap: cap } }: { number: NumberInfo }) {
  if (cap === null) return <p>{t('usedPlain', { count: used })}</p>;
  if (used >= cap) return <Notice tone="bad">{t('capReached', { cap })}</Notice>;
  if (used >= cap * WARN_AT) return <Notice tone="bad">{t('capNear', { used, cap })}</Notice>;
  return <p>{t('usedOf', { used, cap })}</p>;
}
