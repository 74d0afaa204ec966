/** What browsers do at the SFU for a broadcast, each a few requests: send, get, and answer. */
import { Refusal } from '../../protocol/errors.ts';
import { VideoFailure } from './failure.ts';
import type { Media } from './media.ts';
import type { SfuPort } from './sfu.ts';

/** Seconds after which the same may be asked again where the SFU names none. */
const AGAIN = 2;

/** What a browser is to answer, or seconds until it asks again. */
export type Watched = { session: string; offer: string; tracks: { mid: string; name: string }[] } | { wait: number };

/** A failure as whoever asked is told of it. `session_over`: it is begun anew; what may have happened counts as that. */
function refusalOf(error: unknown, over: boolean): unknown {
  if (!(error instanceof VideoFailure)) return error;
  if (error.reason === 'refused') console.error(JSON.stringify({ level: 'error', code: 'sfu_refused', reason: error.message }));
  return new Refusal(over && (error.reason === 'gone' || error.reason === 'unsure') ? 'session_over' : 'unavailable');
}

/** A browser sends: a new session takes its tracks. */
export async function publish(sfu: SfuPort, offer: string, tracks: Media['tracks']): Promise<{ answer: string; media: Media }> {
  try {
    const session = await sfu.open();
    const { answer, tracks: results } = await sfu.publish(session, offer, tracks);
    const taken = tracks.filter(({ mid }) => results.some((one) => one.mid === mid && !one.error));
    if (taken.length === 0) throw new Refusal('unavailable');
    return { answer, media: { session, tracks: taken } };
  } catch (error) {
    throw refusalOf(error, false);
  }
}

/** A browser gets what is sent through another session, in a new one. */
export async function watch(sfu: SfuPort, { session: from, tracks }: Media, rid?: string): Promise<Watched> {
  try {
    const session = await sfu.open();
    const asked = tracks.map(({ name }) => ({ session: from, name, ...(rid && name === 'video' ? { rid } : {}) }));
    const { offer, tracks: results } = await sfu.watch(session, asked);
    const got = results.flatMap(({ name, mid, error }) => (mid === undefined || error ? [] : [{ mid, name }]));
    // Nothing has come from the other end yet, or nothing comes any more.
    return offer === null || got.length === 0 ? { wait: AGAIN } : { session, offer, tracks: got };
  } catch (error) {
    if (error instanceof VideoFailure && error.reason === 'later') return { wait: Math.max(AGAIN, error.retryAfter ?? 0) };
    throw refusalOf(error, false);
  }
}

export async function answer(sfu: SfuPort, session: string, sdp: string): Promise<void> {
  try {
    await sfu.answer(session, sdp);
  } catch (error) {
    throw refusalOf(error, true);
  }
}
