/** Cloudflare's SDK for RealtimeKit, as a script of its own: loaded only where a broadcast goes through it. */
import Kit from '@cloudflare/realtimekit';
import type { KitLibrary } from '../../protocol/client/video/kit-meeting.ts';

declare global {
  interface Window {
    foyerKit?: KitLibrary;
  }
}
window.foyerKit = Kit;
