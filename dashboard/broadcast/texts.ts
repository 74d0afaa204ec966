import type { Audience, Viewer } from '../../protocol/broadcast.ts';
import { visitorName } from '../chats/texts.ts';
import { catalog } from '../i18n/catalog.ts';
import en from './en.json';

export const t = catalog(en, { es: () => import('./es.json') });

/** Whom a broadcast is for, in words. */
export function audienceText(audience: Audience, site: string): string {
  if (audience.to === 'site') return t('for_site', { site });
  if (audience.to === 'page') return t('for_page', { url: audience.url });
  if (audience.to === 'listing') return t('for_listing', { listing: audience.listing });
  return t('for_picked', { count: audience.visitors.length });
}

export const viewerName = ({ visitor, name }: Viewer): string => visitorName({ id: visitor, ...(name ? { name } : {}) });
