import { isAllowed, openDevices } from '../../protocol/client/video/devices.ts';
import type { Kept } from './own.ts';

/** What was sent before a reload, as far as the browser gives it without asking. A screen is asked for every time. */
export async function keptTracks({ audio, video }: Kept): Promise<MediaStreamTrack[]> {
  const wanted = { audio: audio && (await isAllowed('microphone')), video: video && (await isAllowed('camera')) };
  return openDevices(wanted).catch(() => []);
}
