/** The call that this window is in, whatever kind it is. It goes on from page to page, and after a reload. */
import { signal } from '@preact/signals';
import type { AnyView } from '../../protocol/client/room-view.ts';
import type { GroupPicture, GroupVideo, Video, VideoPicture } from '../../protocol/client/video/port.ts';
import type { RoomPerson } from '../../protocol/frames.ts';

interface AnyCall {
  room: string;
  call: number;
  /** Since when it is answered, ms; null before that. */
  since: number | null;
}

/** With a visitor. */
export interface PairCall extends AnyCall {
  kind: 'pair';
  video: Video;
  picture: VideoPicture;
  /** Ends it for both. */
  end: () => void;
}

/** In a room of several. */
export interface GroupCall extends AnyCall {
  kind: 'group';
  video: GroupVideo;
  picture: GroupPicture;
  /** Who is in it, as the room tells. */
  people: RoomPerson[];
  me: string;
  /** What the room is called, and its page. */
  title: string;
  path: string;
  /** Leaves it; the others go on. */
  end: () => void;
}

export type OwnCall = PairCall | GroupCall;

/** Null for none. A new object after every change. */
export const ownCall = signal<OwnCall | null>(null);

/** Where a call was, and what was sent, when the page went. */
export interface Kept {
  user: string;
  room: string;
  call: number;
  audio: boolean;
  video: boolean;
  kind: OwnCall['kind'];
}
const KEPT = 'foyer.call';

/** The call to go on with after a reload; null for none. */
export function keptCall(user: string): Kept | null {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Kept | null;
  return kept?.user === user && !ownCall.value ? kept : null;
}

/** It is over, or somebody else's. */
export const forgetCall = (): void => sessionStorage.removeItem(KEPT);

let leave: () => void = () => undefined;

/** Leaves the call of this window without ending it. */
export const leaveCall = (): void => leave();

interface Part {
  user: string;
  /** The call as it is now. */
  shown: () => OwnCall;
  /** Whether it is on; and all that the room tells of it, as a text. */
  isOn: () => boolean;
  told: () => string;
  room: { subscribe(listener: (view: AnyView) => void): () => void };
  /** Lets go of the room. */
  release: () => void;
}

/** From now on this window is in the call. The person is in one call at a time: see `leaveCall`. */
export function takePart({ user, shown, isOn, told, room, release }: Part): void {
  const { video } = shown();
  let heard = told();
  const show = () => {
    const now = shown();
    const { audio, video: sends, screen } = now.picture.sending;
    const kept: Kept = { user, room: now.room, call: now.call, audio, video: sends && !screen, kind: now.kind };
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
    ownCall.value = now;
  };
  const stops = [
    video.subscribe(({ status }) => (status === 'elsewhere' ? leave() : show())),
    room.subscribe(({ loaded, stoppedBy }) => {
      if (stoppedBy || (loaded && !isOn())) leave();
      else if (told() !== heard) {
        heard = told();
        show();
      }
    }),
  ];
  leave = () => {
    leave = () => undefined;
    for (const stop of stops) stop();
    video.close();
    release();
    forgetCall();
    ownCall.value = null;
  };
  show();
}

/** Resolves when the room tells what is true now; whether it lets this person in. */
export function roomTells(client: { view: AnyView; subscribe(listener: () => void): () => void }): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      const { caughtUp, stoppedBy } = client.view;
      if (caughtUp || stoppedBy) resolve(!stoppedBy);
      return caughtUp || stoppedBy !== null;
    };
    if (look()) return;
    const stop = client.subscribe(() => {
      if (look()) stop();
    });
  });
}
