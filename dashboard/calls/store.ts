/** Calls with visitors, as this window takes part in them. */
import { iceServers } from '../../protocol/client/video/ice.ts';
import { wireOf } from '../../protocol/client/video/port.ts';
import { HttpError } from '../http.ts';
import { holdRoom, type OpenRoom } from '../stores/rooms.ts';
import { keptTracks } from './kept-tracks.ts';
import { forgetCall, keptCall, leaveCall, type PairCall, roomTells, takePart } from './own.ts';

/** Calls the visitor of a chat, with what was captured. Throws what refused it. */
export async function callVisitor(user: string, room: OpenRoom, media: 'audio' | 'video', tracks: MediaStreamTrack[]): Promise<void> {
  const result = await room.client.command({ t: 'call', do: 'start', media });
  if (!result.ok) throw new HttpError(result.code);
  await enterCall(user, room.id, result.seq, tracks);
}

/** Takes part in a call that is on. */
export async function enterCall(user: string, id: string, call: number, tracks: MediaStreamTrack[]): Promise<void> {
  leaveCall();
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
  const since = () => client.view.chat.call?.answered?.at ?? null;
  const end = () => void client.command({ t: 'call', do: 'end', call });
  takePart({
    user,
    shown: (): PairCall => ({ kind: 'pair', room: id, call, video, picture: video.picture, end, since: since() }),
    isOn: () => client.view.chat.call?.id === call,
    told: () => `${since()}`,
    room: client,
    release,
  });
}

/** After a reload: goes on with the call that this window was in. */
export async function resumeCall(user: string): Promise<void> {
  const kept = keptCall(user);
  if (!kept) return;
  if (kept.kind === 'group') {
    const [{ resumeGroup }, { DASHBOARD }] = await Promise.all([import('./group.ts'), import('./place.ts')]);
    return resumeGroup(DASHBOARD, user);
  }
  const { room, release } = holdRoom(user, kept.room);
  const isLetIn = await roomTells(room.client);
  if (isLetIn && room.client.view.chat.call?.id === kept.call) await enterCall(user, kept.room, kept.call, await keptTracks(kept));
  else forgetCall();
  release();
}
