import type { KitLibrary } from './kit-meeting.ts';

/** Loads Cloudflare's SDK, where scripts may load others. */
export const loadKit = async (): Promise<KitLibrary> => (await import('@cloudflare/realtimekit')).default;
