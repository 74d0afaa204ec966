import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';

/** Does something at a click; a refusal is told. */
export const tried = (work: Promise<unknown>): void => void work.catch((error) => toast(errorText(error)));
