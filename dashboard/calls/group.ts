/** Calls in rooms of several, as this window takes part in them: the same in dashboard and portal. */
import type { Call } from '../../protocol/call.ts';
import type { ClientFacts } from '../../protocol/client/client-facts.ts';
import type { CallFrame, CommandResult, NewCommand } from '../../protocol/client/room-client.ts';
import type { AnyView } from '../../protocol/client/room-view.ts';
import type { TeamFacts } from '../../protocol/client/team-facts.ts';
import { openGroup } from '../../protocol/client/video/group.ts';
import { iceServers } from '../../protocol/client/video/ice.ts';
import { type Wire, wireOf } from '../../protocol/client/video/port.ts';
import type { MeetingPlace } from '../../protocol/ice.ts';
import { HttpError, post } from '../http.ts';
import { keptTracks } from './kept-tracks.ts';
import { forgetCall, type GroupCall, keptCall, leaveCall, roomTells, takePart } from './own.ts';

type GroupView = AnyView & (TeamFacts | ClientFacts);

/** A room of colleagues, or one with clients. */
export interface GroupRoom {
  id: string;
  view: { value: GroupView };
  client: {
    view: GroupView;
    command(command: NewCommand): Promise<CommandResult>;
    signal: Wire['signal'];
    onCall(listener: (frame: CallFrame) => void): () => void;
    subscribe(listener: (view: AnyView) => void): () => void;
  };
}

/** Where calls are taken part in: the dashboard, or the portal. */
export interface CallPlace {
  /** Keeps a room connected until it is released. */
  hold: (user: string, room: string) => { room: GroupRoom; release: () => void };
  /** Address of the servers for calls; and of what a room's calls are asked for, below `/api`. */
  ice: string;
  callPath: (room: string, call: number) => string;
  /** What a room is called, and its page. */
  titleOf: (room: GroupRoom) => string;
  pathOf: (room: string) => string;
  /** Whoever is here may know of the installation's settings. */
  isOwn: boolean;
}

/** The call that is on in a room. */
export const callOf = (view: GroupView): Call | undefined => ('team' in view ? view.team.call : view.client.call);

/** What asking again may help against. */
const PASSING: ReadonlySet<string> = new Set(['offline', 'unavailable', 'internal', 'too_many']);

const refused = (result: CommandResult): number => {
  if (!result.ok) throw new HttpError(result.code);
  return result.seq;
};

/** Starts a call, or comes into the one that is on, with what was captured. Throws what refused it. */
export async function joinGroup(
  place: CallPlace,
  user: string,
  room: GroupRoom,
  media: 'audio' | 'video',
  tracks: MediaStreamTrack[],
): Promise<void> {
  const { client } = room;
  const sent = tracks.some(({ kind }) => kind === 'video') ? 'video' : tracks.length > 0 ? 'audio' : 'none';
  const before = callOf(client.view);
  const started = before ? null : await client.command({ t: 'call', do: 'start', media });
  // Somebody else was quicker.
  const running = before ?? (started && !started.ok && started.code === 'in_call' ? callOf(client.view) : undefined);
  if (running) refused(await client.command({ t: 'call', do: 'answer', call: running.id, media: sent }));
  await enterGroup(place, user, room.id, running?.id ?? refused(started!), tracks);
}

async function enterGroup(place: CallPlace, user: string, id: string, call: number, tracks: MediaStreamTrack[]): Promise<void> {
  leaveCall();
  const { room, release } = place.hold(user, id);
  const { client } = room;
  const ice = () => iceServers(place.ice);
  const seat = () => placeIn(place.callPath(id, call));
  const video = await openGroup({
    ...{ call, wire: wireOf(client), ice, tracks, newId: () => crypto.randomUUID() },
    ...(client.view.forwarded ? { place: seat } : {}),
  });
  const since = () => callOf(client.view)?.answered?.at ?? null;
  const end = () => {
    void client.command({ t: 'call', do: 'end', call });
    leaveCall();
  };
  const shown = (): GroupCall => ({
    kind: 'group',
    room: id,
    call,
    video,
    picture: video.picture,
    since: since(),
    people: client.view.calling,
    me: client.view.me ?? '',
    title: place.titleOf(room),
    path: place.pathOf(id),
    end,
  });
  takePart({
    user,
    shown,
    isOn: () => callOf(client.view)?.id === call,
    told: () => `${since()} ${client.view.calling.map((person) => person.id)}`,
    room: client,
    release,
  });
}

/** A place in the meeting that carries a call; null when it is over, or not for this person. */
async function placeIn(path: string): Promise<string | null> {
  try {
    return (await post<MeetingPlace>(`${path}/place`)).token;
  } catch (error) {
    if (error instanceof HttpError && !PASSING.has(error.code)) return null;
    throw error;
  }
}

/** After a reload: comes back into the call that this window was in. */
export async function resumeGroup(place: CallPlace, user: string): Promise<void> {
  const kept = keptCall(user);
  if (!kept) return;
  const { room, release } = place.hold(user, kept.room);
  const { client } = room;
  const isOn = (await roomTells(client)) && callOf(client.view)?.id === kept.call;
  if (isOn && (await client.command({ t: 'call', do: 'answer', call: kept.call, media: 'none' })).ok)
    await enterGroup(place, user, kept.room, kept.call, await keptTracks(kept));
  else forgetCall();
  release();
}
