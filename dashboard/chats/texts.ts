import type { VisitorSummary } from '../../protocol/frames.ts';
import { catalog } from '../i18n/catalog.ts';
import en from './en.json';

export const t = catalog(en, { es: () => import('./es.json') });

/** What a visitor is called: their name, else their email, else something that tells them apart. */
export const visitorName = ({ id, name, email }: VisitorSummary['visitor']): string => name || email || `${t('visitor')} ${id.slice(-4)}`;
