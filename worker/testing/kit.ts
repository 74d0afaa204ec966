import { VideoFailure } from '../video/failure.ts';
import type { Attendee, MeetingPort } from '../video/realtimekit.ts';

/** RealtimeKit in memory: each token opens one meeting for one person. */
export class Kit implements MeetingPort {
  readonly titles = new Map<string, string>();
  readonly people = new Map<string, Attendee & { meeting: string }>();
  readonly tokens = new Map<string, string>();
  readonly ended = new Set<string>();
  failing: VideoFailure | null = null;
  #count = 0;

  async begin(title: string) {
    this.#fail();
    const id = `meeting-${crypto.randomUUID()}`;
    this.titles.set(id, title);
    return id;
  }
  async join(meeting: string, attendee: Attendee) {
    this.#fail();
    if (this.ended.has(meeting)) throw new VideoFailure('no such meeting', 'gone');
    const participant = `participant-${crypto.randomUUID()}`;
    this.people.set(participant, { ...attendee, meeting });
    return { participant, token: this.#token(participant) };
  }
  async renew(_meeting: string, participant: string) {
    this.#fail();
    if (!this.people.has(participant)) throw new VideoFailure('nobody', 'gone');
    return this.#token(participant);
  }
  async remove(_meeting: string, participant: string) {
    this.#fail();
    this.people.delete(participant);
  }
  async end(meeting: string) {
    this.#fail();
    this.ended.add(meeting);
  }
  present = async () => 0;
  setUp = async () => ({ made: [], updated: [] });
  tell = async () => undefined;

  /** Who comes in by this token. */
  opens(token: string) {
    const participant = this.tokens.get(token) ?? '';
    const { meeting = '', person, preset } = this.people.get(participant) ?? {};
    return { meeting, person, preset, participant };
  }
  #token(participant: string): string {
    const token = `token-${++this.#count}`;
    this.tokens.set(token, participant);
    return token;
  }
  #fail(): void {
    if (this.failing) throw this.failing;
  }
}
