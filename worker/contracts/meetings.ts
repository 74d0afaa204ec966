/** What an object that holds a meeting of RealtimeKit is asked. */
import type { PresetName } from '../video/presets.ts';
import type { Answer, Person } from './people.ts';

/** What somebody may be in a meeting, and what is known of the meeting and of them in it, as far as there are. */
export interface Seat {
  meeting?: string;
  participant?: string;
  preset: PresetName;
  name: string;
}

/** An object whose calls or broadcasts may go through a meeting of RealtimeKit. `subject`: which of them. */
export interface MeetingHolder {
  /** Refused for who may not be in it now. */
  seat(person: Person, subject: string): Promise<Answer<Seat>>;
  /** A meeting was made; answers the one that counts, which is the first, unless that was `lost`. Others are ended. */
  keepMeeting(subject: string, meeting: string, lost?: string): Promise<Answer<{ meeting: string }>>;
  /** Somebody was joined to it; answers who they are in it: the first, unless that was `lost`; null for nobody yet. Others are put out. */
  keepSeat(person: Person, subject: string, joined: JoinedSeat, lost?: string): Promise<Answer<{ participant: string | null }>>;
}

/** What came of joining somebody to a meeting. */
export interface JoinedSeat {
  meeting: string;
  participant: string;
  preset: PresetName;
}
