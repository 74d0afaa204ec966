/** The call that this window is in. It goes on from page to page of the dashboard, and after a reload. */
import { signal } from '@preact/signals';
import { isAllowed, openDevices } from '../../protocol/client/video/devices.ts';
import { iceServers } from '../../protocol/client/video/ice.ts';
import { type Video, type VideoPicture, wireOf } from '../../protocol/client/video/port.ts';
import { holdRoom } from '../stores/rooms.ts';

export interface OwnCall {
  room: string;
  call: number;
  video: Video;
  picture: VideoPicture;
  /** Ends it for both. */
  end: () => void;
  /** Since when it is answered, ms; null while it rings. */
  since: number | null;
}

/** Null for none. A new object after every change. */
export const ownCall = signal<OwnCall | null>(null);

const KEPT = 'foyer.call';
let leave: () => void = () => undefined;

/** Leaves the call of this window without ending it. */
export const leaveCall = (): void => leave();

/** Takes part in a call that is on, with what was captured. The person is in one call at a time. */
export async function enterCall(user: string, id: string, call: number, tracks: MediaStreamTrack[]): Promise<void> {
  leave();
  const { room, release } = holdRoom(user, id);
  const { PeerVideo } = await import('../../protocol/client/video/peer.ts');
  const { client } = room;
  const video = new PeerVideo({
    call,
    wire: wireOf(client),
    caller: true,
    ice: () => iceServers('/api/video/ice'),
    tracks,
    newId: () => crypto.randomUUID(),
  });
  const end = () => void client.command({ t: 'call', do: 'end', call });
  const show = () => {
    const { picture } = video;
    sessionStorage.setItem(KEPT, JSON.stringify({ user, room: id, call, ...picture.sending }));
    ownCall.value = { room: id, call, video, picture, end, since: client.view.chat.call?.answered?.at ?? null };
  };
  const stops = [
    video.subscribe(({ status }) => (status === 'elsewhere' ? leave() : show())),
    client.subscribe(({ loaded, chat }) => {
      if (loaded && chat.call?.id !== call) leave();
      else if ((chat.call?.answered?.at ?? null) !== ownCall.value?.since) show();
    }),
  ];
  leave = () => {
    leave = () => undefined;
    for (const stop of stops) stop();
    video.close();
    release();
    sessionStorage.removeItem(KEPT);
    ownCall.value = null;
  };
  show();
}

/** After a reload: goes on with the call, with what the browser gives without asking. */
export async function resumeCall(person: string): Promise<void> {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept || ownCall.value) return;
  const {
    user,
    room: id,
    call,
    audio,
    video,
  } = JSON.parse(kept) as { user: string; room: string; call: number; audio: boolean; video: boolean };
  if (user !== person) return;
  const { room, release } = holdRoom(user, id);
  const isOn = await new Promise<boolean>((resolve) => {
    const look = () => {
      const { caughtUp, stoppedBy, chat } = room.client.view;
      if (!caughtUp && !stoppedBy) return false;
      resolve(chat.call?.id === call && !stoppedBy);
      return true;
    };
    if (look()) return;
    const stop = room.client.subscribe(() => {
      if (look()) stop();
    });
  });
  if (isOn) {
    const wanted = { audio: audio && (await isAllowed('microphone')), video: video && (await isAllowed('camera')) };
    await enterCall(user, id, call, await openDevices(wanted).catch(() => []));
  } else sessionStorage.removeItem(KEPT);
  release();
}
