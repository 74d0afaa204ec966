/** Numbers that whoever is signed in writes and calls with. */
import { signal } from '@preact/signals';
import type { OwnNumberInfo } from '../../protocol/numbers.ts';
import { get } from '../http.ts';
import { me } from '../stores/me.ts';

/** Null until they are known. */
export const ownNumbers = signal<readonly OwnNumberInfo[] | null>(null);

export async function loadOwnNumbers(): Promise<void> {
  ownNumbers.value = await get<OwnNumberInfo[]>('/numbers/own');
}

export const canSms = ({ capabilities }: OwnNumberInfo): boolean => capabilities.includes('sms');
export const canCall = ({ capabilities }: OwnNumberInfo): boolean => capabilities.includes('voice');

const key = (): string => `foyer.from|${me.value?.user.id}`;

/** The number last chosen on this device, else the first. */
export function usualNumber(of: readonly OwnNumberInfo[]): OwnNumberInfo | undefined {
  const last = localStorage.getItem(key());
  return of.find(({ id }) => id === last) ?? of[0];
}

export const rememberNumber = (id: string): void => localStorage.setItem(key(), id);
