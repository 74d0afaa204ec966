/** Shapes of matters over HTTP: under `/api/matters` for members of the account, under `/api/portal/:account/matters` for clients. */
import type { FileRef, PersonId } from './entries.ts';
import type { RoomPerson } from './frames.ts';

/** A message that is, or was, a matter's status. `at`: when it was made the status. */
export interface MatterStatus {
  at: number;
  text: string;
  /** Who wrote it. Absent for clients when another client did whom they do not know. */
  by?: PersonId;
  name?: string;
  /** Where it was written; absent for who may not open that room. */
  room?: string;
  seq?: number;
}

/** A matter as lists show it. */
export interface MatterInfo {
  id: string;
  name: string;
  assignee: PersonId;
  createdAt: number;
  closedAt?: number;
  /** Whether the person who asked is in it. */
  in: boolean;
  status: MatterStatus | null;
}

/** `GET /api/matters`. Pass `next` as `after` for the next page. */
export interface MatterList {
  matters: MatterInfo[];
  next?: string;
}

/** A room of a matter; `thread`: the one with this client alone. */
export interface MatterRoom {
  room: string;
  name: string;
  thread?: PersonId;
  internal: boolean;
  archived: boolean;
}

/** `GET /api/matters/:id` */
export interface Matter extends MatterInfo {
  creator: PersonId;
  /** Everyone in it, members of the account first. */
  people: RoomPerson[];
  /** Its rooms that the person who asked may see; a thread of each client first. */
  rooms: MatterRoom[];
}

/** A file that was sent in a room of a matter. */
export interface MatterDocument {
  room: string;
  seq: number;
  at: number;
  by: PersonId;
  name: string;
  /** What the room is called. */
  where: string;
  file: FileRef;
}

/** A page of statuses or documents, newest first. Pass `next` as `before` for those before. */
export interface StatusPage {
  statuses: MatterStatus[];
  next?: number;
}

export interface DocumentPage {
  documents: MatterDocument[];
  next?: number;
}

/** A matter as its clients know it: nobody's names but those of authors. */
export interface PortalMatterInfo {
  id: string;
  name: string;
  closed: boolean;
  status: MatterStatus | null;
}

/** `GET /api/portal/:account/matters/:id` */
export interface PortalMatter extends PortalMatterInfo {
  /** The client's own room. */
  thread: string;
  /** Other rooms of the matter that they are in. */
  groups: { room: string; name: string }[];
}
