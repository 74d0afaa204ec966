/** What is known of a visitor, in words. */
import { namesIn } from '../../protocol/names.ts';
import type { VisitorRow } from '../../protocol/visitors.ts';
import { language } from '../i18n/catalog.ts';
import { t } from './texts.ts';

export const nameOf = ({ id, name, email }: VisitorRow): string => name || email || `${t('visitor')} ${id.slice(-4)}`;

export const placeOf = ({ city, country }: VisitorRow): string =>
  [city, country && namesIn(language.value).country(country)].filter(Boolean).join(', ');

export const languageOf = (row: VisitorRow): string => namesIn(language.value).language(row.language);

/** The site a visitor came from. */
export function referrerOf({ referrer }: VisitorRow): string {
  if (!referrer) return t('direct');
  return URL.canParse(referrer) ? new URL(referrer).host.replace(/^www\./, '') : referrer;
}
