import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import { callPhone } from './api.ts';
import { t } from './texts.ts';

/** Calls somebody by phone: the own phone rings first, which is told. A refusal is told too. */
export const ringUp = (number: string, to: string, room?: string): void =>
  void callPhone(crypto.randomUUID(), number, to, room).then(
    () => toast(t('yourPhoneRings')),
    (error) => toast(errorText(error)),
  );
