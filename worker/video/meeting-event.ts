/** Something that happened in a meeting. */
export interface MeetingEvent {
  /** Of this telling: the same id is the same event. */
  id: string;
  kind: 'started' | 'ended' | 'joined' | 'left';
  meeting: string;
  /** One stretch of the meeting with somebody in it. */
  session: string;
  /** Who joined or left, as our rooms know them, and which connection of theirs it was. */
  person?: string;
  peer?: string;
  /** What we called the meeting when it was made: says where it is looked up, and proves nothing. */
  title?: string;
}
