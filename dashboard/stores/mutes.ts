/** Which mails of unread messages one does not want. */
import { signal } from '@preact/signals';
import type { MailMutes } from '../../protocol/portal.ts';
import { get, put } from '../http.ts';

/** Null until they are known. */
export const mutes = signal<MailMutes | null>(null);

export async function loadMutes(): Promise<void> {
  mutes.value = await get<MailMutes>('/mail-mutes');
}

/** `room` empty: of all rooms. */
export async function setMute(room: string, muted: boolean): Promise<void> {
  mutes.value = await put<MailMutes>('/mail-mutes', { room, muted });
}

/** Whether a room is muted by itself. */
export const isMuted = (room: string): boolean => mutes.value?.rooms.includes(room) ?? false;
