/** What a refusal says to the person. */
import { HttpError } from '../http.ts';
import { catalog } from './catalog.ts';
import en from './errors.en.json';

const t = catalog(en, { es: () => import('./errors.es.json') });

export function errorText(error: unknown): string {
  const { code, detail = '' } = error instanceof HttpError ? error : { code: String(error), detail: '' };
  return t(t.has(code) ? code : 'other', { detail: detail || '…' });
}
