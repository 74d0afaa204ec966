import type { PhoneCallBegun } from '../../protocol/api.ts';
import { toast } from '../design/toasts.tsx';
import { post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { t } from './texts.ts';

/** Calls somebody with an own number (its id): the own phone rings first, which is told, as a refusal is. */
export const ringUp = (number: string, to: string): void =>
  void post<PhoneCallBegun>('/phone/calls', { cid: crypto.randomUUID(), number, to }).then(
    () => toast(t('yourPhoneRings')),
    (error) => toast(errorText(error)),
  );
