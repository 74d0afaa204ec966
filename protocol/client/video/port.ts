/**
 * What front ends know of video: a picture of the call and what they can do with it. Which way the media go is the adapter's own matter:
 * between the two browsers (`peer.ts`), or through a server that forwards them.
 */
import type { Sending, SignalFrame } from '../../call.ts';
import type { PersonId } from '../../entries.ts';
import type { CallFrame } from '../room-client.ts';
import type { RoomView } from '../room-view.ts';
import type { CaptureFault } from './devices.ts';
import type { Quality } from './quality.ts';

export interface VideoPicture {
  /** `waiting`: the other is not there yet. `lost`: media flowed and do not now; it is tried again. `elsewhere`: this person goes on with it in another tab. */
  status: 'waiting' | 'connecting' | 'connected' | 'lost' | 'elsewhere' | 'closed';
  /** What is captured here; null for nothing. */
  local: MediaStream | null;
  /** What the other sends; null before anything comes. */
  remote: MediaStream | null;
  sending: Sending;
  theirs: Sending;
  quality: Quality | null;
  /** One's own video is held back because the network is too slow for it. */
  thrifty: boolean;
  /** Why the last device that was asked for is not on. */
  fault: CaptureFault | null;
}

/** Somebody else in a group call, on one page of theirs. */
export interface Other {
  /** Names the page: another one when they come back with a new one. */
  leg: string;
  person: PersonId;
  /** What they send: at most one voice and one picture. */
  stream: MediaStream;
  sending: Sending;
  /** `lost`: media flowed and do not now; it is tried again. */
  status: 'connecting' | 'connected' | 'lost';
  quality: Quality | null;
  /** They are heard right now. */
  speaking: boolean;
}

export interface GroupPicture {
  /** `on` also while nobody else is there. `elsewhere`: this person goes on with it in another tab. */
  status: 'on' | 'elsewhere' | 'closed';
  /** What is captured here; null for nothing. */
  local: MediaStream | null;
  sending: Sending;
  /** Why the last device that was asked for is not on. */
  fault: CaptureFault | null;
  /** In the order they came. */
  others: readonly Other[];
}

/** A call, or a broadcast, as one page takes part in it. */
export interface Video extends Taking<VideoPicture> {}

/** A call of several, as one page takes part in it. */
export interface GroupVideo extends Taking<GroupPicture> {}

interface Taking<Picture> {
  readonly picture: Picture;
  /** Called after every change; answers how to stop it. */
  subscribe(listener: (picture: Picture) => void): () => void;
  /** Switches a device on or off. The browser asks the person when they have not allowed it yet. */
  setAudio(on: boolean): Promise<void>;
  setVideo(on: boolean): Promise<void>;
  /** Shares a screen in place of the camera. The browser asks which. */
  setScreen(on: boolean): Promise<void>;
  /** The next camera there is. */
  switchCamera(): Promise<void>;
  /** Leaves, and gives the devices back. */
  close(): void;
}

/** A broadcast as the page of its operator sends it. */
export interface CastHost {
  readonly picture: CastHostPicture;
  subscribe(listener: (picture: CastHostPicture) => void): () => void;
  setAudio(on: boolean): Promise<void>;
  setVideo(on: boolean): Promise<void>;
  setScreen(on: boolean): Promise<void>;
  switchCamera(): Promise<void>;
  /** Stops sending and gives the devices back. The broadcast itself ends over its socket. */
  close(): void;
}

export interface CastHostPicture {
  /** `lost`: nothing goes out now; it is tried again. */
  status: 'connecting' | 'live' | 'lost' | 'closed';
  local: MediaStream | null;
  sending: Sending;
  fault: CaptureFault | null;
  /** What the viewer on stage sends. */
  guest: MediaStream | null;
}

/** A broadcast as a page that watches it takes part. */
export interface CastViewer {
  readonly picture: CastViewerPicture;
  subscribe(listener: (picture: CastViewerPicture) => void): () => void;
  /** Comes on stage with these devices, after being invited; or goes. The browser asks for the devices. */
  setStage(sending: Sending | null): Promise<void>;
  close(): void;
}

export interface CastViewerPicture {
  /** `waiting`: for one's turn, or for the operator. `full`: there is no place. */
  status: 'waiting' | 'connecting' | 'connected' | 'lost' | 'full' | 'closed';
  /** Seconds until one's turn, where there is one to wait for. */
  wait: number | null;
  /** What the operator sends. */
  remote: MediaStream | null;
  /** What somebody else on stage sends. */
  guest: MediaStream | null;
  /** What this page sends from the stage. */
  local: MediaStream | null;
  fault: CaptureFault | null;
}

/** How the ends of a call hear of each other: over their room. */
export interface Wire {
  /** False when there is no line now. */
  signal(frame: SignalFrame): boolean;
  onCall(listener: (frame: CallFrame) => void): () => void;
  /** Called when the line is there again after it was not. */
  onLine(listener: () => void): () => void;
}

interface Room {
  view: Pick<RoomView<object>, 'caughtUp'>;
  signal: Wire['signal'];
  onCall: Wire['onCall'];
  subscribe(listener: (view: { caughtUp: boolean }) => void): () => void;
}

/** The wire of a room that is open. */
export const wireOf = (room: Room): Wire => ({
  signal: (frame) => room.signal(frame),
  onCall: (listener) => room.onCall(listener),
  onLine(listener) {
    let up = room.view.caughtUp;
    return room.subscribe(({ caughtUp }) => {
      const back = caughtUp && !up;
      up = caughtUp;
      if (back) listener();
    });
  },
});
