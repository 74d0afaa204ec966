/** The SDK of broadcasts that go through RealtimeKit. */
import type { KitLibrary } from '../../protocol/client/video/kit-meeting.ts';
import { load } from '../chat/scripts.ts';

declare const KIT_BUILD: string;
declare global {
  interface Window {
    foyerKit?: KitLibrary;
  }
}

export const loadKit = (base: string): Promise<KitLibrary> => load(`${base}/w/kit-${KIT_BUILD}.js`).then(() => window.foyerKit!);
