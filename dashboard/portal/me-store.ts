/** Which client is signed in, and what they set for themselves. */
import { signal } from '@preact/signals';
import type { PortalMe } from '../../protocol/portal.ts';
import { get, HttpError, onSignedOut, patch, post } from '../http.ts';
import { pickLanguage, useLanguage } from '../i18n/catalog.ts';
import { DRAFTS } from '../stores/drafts.ts';
import { api } from './portal.ts';

/** `undefined` while it is being found out, null when nobody is. */
export const me = signal<PortalMe | null | undefined>(undefined);
/** It could not be found out, because there is no network. */
export const unreachable = signal(false);

/** Finds out who is signed in. */
export async function loadMe(): Promise<void> {
  try {
    await keep(await get<PortalMe>(api('/me')));
    unreachable.value = false;
  } catch (error) {
    unreachable.value = error instanceof HttpError && error.code === 'offline';
    if (!(error instanceof HttpError) || unreachable.value) throw error;
    await speak('');
    me.value = null;
  }
}

/** Shows what the server answered. */
export async function keep(found: PortalMe): Promise<void> {
  await speak(found.language);
  me.value = found;
}

export async function save(part: Partial<Pick<PortalMe, 'name' | 'language' | 'timeZone'>>): Promise<void> {
  await keep(await patch<PortalMe>(api('/me'), part));
}

export async function signOut(): Promise<void> {
  await post(api('/sign-out'));
  // What was half written is not left to who signs in here next.
  for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFTS)) localStorage.removeItem(key);
  me.value = null;
}

/** The client's language, or the browser's. */
const speak = (language: string): Promise<void> => useLanguage(pickLanguage(language || 'auto', navigator.languages));

onSignedOut(() => {
  if (me.peek()) me.value = null;
});
