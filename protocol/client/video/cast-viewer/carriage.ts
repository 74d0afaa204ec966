/** What the viewer of a broadcast (`viewer.ts`) and the ways its media may come (`peer.ts`, `sfu.ts`) know of each other. */
import type { AudienceFrame, Broadcast, CastSignal, ViewerFrame } from '../../../broadcast.ts';
import type { Clock } from '../../connection.ts';
import type { Tracks } from '../link.ts';
import type { CastViewerPicture } from '../port.ts';

/** How a page that watches hears of its broadcast: over its socket to the site. */
export interface CastWire {
  /** Lost when there is no line now. */
  say(frame: ViewerFrame): void;
  onFrame(listener: (frame: AudienceFrame) => void): () => void;
  /** Called when the line is there again after it was not. */
  onLine(listener: () => void): () => void;
}

/** Asks the Worker for a step with the SFU, or a place in the meeting. Null where there is nothing to answer; throws when it is refused, or nobody answers. */
export type Ask = (step: 'watch' | 'answer' | 'publish' | 'place', body: object) => Promise<object | null>;

export interface CarriageOptions {
  /** The broadcast as it is now. */
  live: () => Broadcast;
  /** Whether this page is on stage. */
  onStage: () => boolean;
  /** What this page sends from the stage; nothing of a page that is not on it. */
  tracks: () => Tracks;
  say: (frame: ViewerFrame) => void;
  show: (part: Partial<Pick<CastViewerPicture, 'status' | 'wait' | 'remote' | 'guest'>>) => void;
  ice: () => Promise<RTCIceServer[]>;
  ask: Ask;
  /** The browser is to get little data. */
  thrifty: boolean;
  newId: () => string;
  clock: Clock;
  random: () => number;
}

/** One way for the media. It begins with being made. */
export interface Carriage {
  /** The broadcast has changed. */
  follow(before: Broadcast): void;
  /** A signal of the operator's page. */
  receive(signal: CastSignal): void;
  lineIsBack(): void;
  /** What is sent from the stage has changed. */
  refresh(): void;
  close(): void;
}
