import type { KitParticipant } from './kit-meeting.ts';

/** What somebody in a meeting sends, as one stream: another one only when a track came or went, since what shows it begins anew with each. */
export class KitStream {
  #stream: MediaStream | null = null;

  of({ audioEnabled, audioTrack, videoEnabled, videoTrack }: KitParticipant): MediaStream {
    const tracks = [audioEnabled ? audioTrack : null, videoEnabled ? videoTrack : null].filter((track) => !!track);
    const known = this.#stream?.getTracks() ?? [];
    if (!this.#stream || known.length !== tracks.length || tracks.some((track) => !known.includes(track)))
      this.#stream = new MediaStream(tracks);
    return this.#stream;
  }
}
