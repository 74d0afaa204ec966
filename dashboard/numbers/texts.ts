import { catalog } from '../i18n/catalog.ts';
import en from './en.json';

export const t = catalog(en, { es: () => import('./es.json') });
