/** Cameras and microphones: asked for when they are wanted, remembered, and told in words why one is not there. */

import type { Sending } from '../../call.ts';

/** `refused`: by the person or the page's policy. `missing`: there is none. `busy`: another program has it. `insecure`: the page is not on https. */
export type CaptureFault = 'refused' | 'missing' | 'busy' | 'insecure' | 'failed';

/** Chosen devices by id; the browser picks where none is chosen, or it is not there. */
export interface Chosen {
  camera?: string;
  microphone?: string;
}

export const DEVICES_KEY = 'foyer.devices';

/** What was chosen in this browser. Some keep nothing. */
export function chosenDevices(): Chosen {
  try {
    return JSON.parse(localStorage.getItem(DEVICES_KEY) ?? '{}') as Chosen;
  } catch {
    return {};
  }
}

export function chooseDevices(part: Chosen): void {
  try {
    localStorage.setItem(DEVICES_KEY, JSON.stringify({ ...chosenDevices(), ...part }));
  } catch {
    // Kept nowhere: the browser's own choice next time.
  }
}

/** Why a device could not be had (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia). */
export function faultOf(error: unknown): CaptureFault {
  const { name } = error as { name?: string };
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return name === 'InsecureError' ? 'insecure' : 'failed';
}

/** Whether the person asked their browser to use little data. */
export const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

const pictureSize = () =>
  savesData()
    ? { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 15, max: 15 } }
    : { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

const microphoneOf = ({ microphone }: Chosen): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  ...(microphone ? { deviceId: { ideal: microphone } } : {}),
});
const cameraOf = ({ camera }: Chosen): MediaTrackConstraints => ({
  ...pictureSize(),
  ...(camera ? { deviceId: { ideal: camera } } : { facingMode: 'user' }),
});

/** Opens what is wanted, with one question of the browser for both. Throws what `faultOf` names. */
export async function openDevices(
  { audio, video }: Pick<Sending, 'audio' | 'video'>,
  chosen: Chosen = chosenDevices(),
): Promise<MediaStreamTrack[]> {
  if (!audio && !video) return [];
  // Browsers have no devices for pages that others could change on their way.
  if (!navigator.mediaDevices) throw Object.assign(new Error('no devices here'), { name: 'InsecureError' });
  const stream = await navigator.mediaDevices.getUserMedia({
    ...(audio ? { audio: microphoneOf(chosen) } : {}),
    ...(video ? { video: cameraOf(chosen) } : {}),
  });
  return stream.getTracks();
}

/** Whether this browser can share a screen; phones cannot. */
export const canShareScreen = (): boolean => !!navigator.mediaDevices?.getDisplayMedia;

/** Asks the person which screen, window or tab they share; its picture alone. Throws what `faultOf` names. */
export async function openScreen(): Promise<MediaStreamTrack[]> {
  if (!canShareScreen()) throw Object.assign(new Error('no screens here'), { name: 'NotFoundError' });
  // Text has to be read: few pictures, but sharp ones.
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false });
  for (const track of stream.getVideoTracks()) track.contentHint = 'detail';
  return stream.getTracks();
}

/** Whether a track is a screen's: nothing else is marked so here. */
export const isScreen = (track: MediaStreamTrack): boolean => track.kind === 'video' && track.contentHint === 'detail';

/** The camera after this one, in the order the browser lists them. */
export async function nextCamera(now: string | undefined): Promise<string | undefined> {
  const cameras = await listDevices('videoinput');
  const at = cameras.findIndex(({ deviceId }) => deviceId === now);
  return cameras[(at + 1) % cameras.length]?.deviceId;
}

export const listDevices = async (kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> =>
  ((await navigator.mediaDevices?.enumerateDevices()) ?? []).filter((device) => device.kind === kind);

/** Whether the browser gives a device without asking: then nothing has to be explained first. Browsers that do not tell are taken to ask. */
export async function isAllowed(kind: 'camera' | 'microphone'): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind as PermissionName });
    return state === 'granted';
  } catch {
    return false;
  }
}
