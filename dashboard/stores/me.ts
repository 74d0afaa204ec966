/** Who is signed in, and their settings. */
import { computed, signal } from '@preact/signals';
import { DEFAULT_PREFERENCES, type Me, type Preferences } from '../../protocol/api.ts';
import { get, HttpError, onSignedOut, post, put } from '../http.ts';
import { pickLanguage, useLanguage } from '../i18n/catalog.ts';
import { forgetDevice } from '../phone/device.ts';

/** `undefined` while it is being found out, null when nobody is. */
export const me = signal<Me | null | undefined>(undefined);
/** It could not be found out, because there is no network. */
export const unreachable = signal(false);
export const preferences = computed<Preferences>(() => me.value?.preferences ?? DEFAULT_PREFERENCES);
export const isAdmin = computed(() => me.value?.role === 'owner' || me.value?.role === 'admin');

export async function loadMe(): Promise<void> {
  try {
    const found = await get<Me>('/me');
    await apply(found.preferences);
    unreachable.value = false;
    me.value = found;
  } catch (error) {
    unreachable.value = error instanceof HttpError && error.code === 'offline';
    if (!(error instanceof HttpError) || unreachable.value) throw error;
    await apply(DEFAULT_PREFERENCES);
    me.value = null;
  }
}

async function apply({ theme, language }: Preferences): Promise<void> {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  await useLanguage(pickLanguage(language, navigator.languages));
}

export async function savePreferences(part: Partial<Preferences>): Promise<void> {
  if (!me.value) return;
  const saved = await put<Preferences>('/me/preferences', { ...preferences.value, ...part });
  me.value = { ...me.value, preferences: { ...preferences.value, ...saved } };
  await apply(me.value.preferences);
}

export async function signOut(): Promise<void> {
  await forgetDevice().catch(() => undefined);
  await post('/sign-out');
  me.value = null;
}

onSignedOut(() => {
  if (me.peek()) me.value = null;
});
