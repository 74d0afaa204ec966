/**
 * Cloudflare RealtimeKit, for meetings: the browser's side is Cloudflare's SDK, which needs a token for one person and one meeting; this side
 * makes both. A meeting can be joined again and again until it is ended. https://developers.cloudflare.com/realtime/realtimekit/
 */
import { retryAfter } from '../http/retry-after.ts';
import { type FailureReason, VideoFailure } from './failure.ts';
import { PATIENCE, type Patience, patiently } from './patience.ts';
import { PRESETS, type PresetName, presetName } from './presets.ts';

/** Milliseconds after which an answer is not waited for. */
const TIMEOUT = 10_000;
/** Seconds that a meeting goes on with nobody in it, so that whoever lost their network finds it again. */
const KEEP_ALIVE = 60;
const PAGE = 50;

/** What the receiver wants to hear of (webhook.ts). */
export const HOOK_EVENTS = ['meeting.started', 'meeting.ended', 'meeting.participantJoined', 'meeting.participantLeft'] as const;
const HOOK_NAME = 'Foyer';

export interface RealtimeKitConfig {
  accountId: string;
  appId: string;
  token: string;
  /** Another address, for tests. */
  baseUrl?: string | undefined;
  timeout?: number;
  patience?: Patience;
}

export interface Attendee {
  /** The person's id in our rooms. No name, address or number: it is kept there (docs: "Participant"). */
  person: string;
  preset: PresetName;
  /** What the others see. */
  name?: string;
  photo?: string;
}

/** Somebody in a meeting. `token` is for their browser alone. */
export interface Place {
  participant: string;
  token: string;
}

/** What RealtimeKit does. Each call throws `VideoFailure`. */
export interface MeetingPort {
  /** A new meeting; its id. `title` is seen by whoever administers the application, so nobody's name belongs there. */
  begin(title: string): Promise<string>;
  join(meeting: string, attendee: Attendee): Promise<Place>;
  /** Another token for somebody who is in: the one before has ended or been lost. */
  renew(meeting: string, participant: string): Promise<string>;
  /** Puts somebody out; their token opens nothing any more. Nobody is not put out, so once more does no harm. */
  remove(meeting: string, participant: string): Promise<void>;
  /** Nobody can come in any more, and who is in is put out. */
  end(meeting: string): Promise<void>;
  /** How many are in it now. */
  present(meeting: string): Promise<number>;
  /** Makes the presets, or brings them up to date. Answers what was done. */
  setUp(): Promise<{ made: string[]; updated: string[] }>;
  /** Has events told to `url`, once however often it is called. */
  tell(url: string): Promise<void>;
}

async function connect({ token, baseUrl, timeout = TIMEOUT }: RealtimeKitConfig) {
  const { createClient, BaseMeetings, BasePresets, BaseActiveSession, BaseWebhooks } = await import('./cloudflare-sdk.ts');
  const client = createClient({
    apiToken: token,
    // Otherwise taken from the environment, and sent along.
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    baseURL: baseUrl || 'https://api.cloudflare.com/client/v4',
    timeout,
    // Its own would repeat what may have happened, and wait up to a minute.
    maxRetries: 0,
    logLevel: 'off',
    // Looked up with each request, and never at another address than this.
    fetch: (input, init) => fetch(input, { ...init, redirect: 'manual' }),
    resources: [BaseMeetings, BasePresets, BaseActiveSession, BaseWebhooks],
  });
  return client.realtimeKit;
}
type Kit = Awaited<ReturnType<typeof connect>>;

/** Meetings through Cloudflare's API. */
export function realtimeKitPort(config: RealtimeKitConfig): MeetingPort {
  const account = { account_id: config.accountId };
  const place = { ...account, app_id: config.appId };
  let kit: Promise<Kit> | undefined;

  /** One request. `repeatable`: twice does no harm. */
  const ask = <T extends { success?: boolean }>(name: string, request: (kit: Kit) => Promise<T>, repeatable = false): Promise<T> =>
    patiently(
      async () => {
        kit ??= connect(config);
        const loaded = await kit;
        const answer = await request(loaded).catch((error: unknown) => {
          throw failure(name, error);
        });
        if (answer?.success !== true) throw unreadable(name);
        return answer;
      },
      config.patience ?? PATIENCE,
      repeatable,
    );

  async function presets(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let page = 1; ; page++) {
      const { data, paging } = await ask(
        'list presets',
        (kit) => kit.presets.get(config.appId, { ...account, page_no: page, per_page: PAGE }),
        true,
      );
      for (const { id, name } of data) if (id && name) found.set(name, id);
      if (data.length === 0 || paging.end_offset >= paging.total_count) return found;
    }
  }

  return {
    async begin(title) {
      const options = { title, persist_chat: false, record_on_start: false, session_keep_alive_time_in_secs: KEEP_ALIVE };
      // Twice makes a meeting that nobody knows of, which costs nothing.
      const { data } = await ask('begin', (kit) => kit.meetings.create(config.appId, { ...account, ...options }), true);
      return present('begin', data?.id);
    },

    async join(meeting, { person, preset, name, photo }) {
      const body = {
        custom_participant_id: person,
        preset_name: presetName(preset),
        ...(name ? { name } : {}),
        ...(photo ? { picture: photo } : {}),
      };
      const { data } = await ask('join', (kit) => kit.meetings.addParticipant(meeting, { ...place, ...body }));
      return { participant: present('join', data?.id), token: present('join', data?.token) };
    },

    async renew(meeting, participant) {
      const request = (kit: Kit) => kit.meetings.refreshParticipantToken(participant, { ...place, meeting_id: meeting });
      const { data } = await ask('renew', request, true);
      return present('renew', data?.token);
    },

    async remove(meeting, participant) {
      // First the token, so that nobody comes back between the two.
      const forget = (kit: Kit) => kit.meetings.deleteMeetingParticipant(participant, { ...place, meeting_id: meeting });
      await ask('remove', forget, true).catch(ignoring('gone'));
      const kick = (kit: Kit) => kit.activeSession.kickParticipants(meeting, { ...place, participant_ids: [participant] });
      await ask('kick', kick, true).catch(ignoring('gone'));
    },

    async end(meeting) {
      await ask('end', (kit) => kit.meetings.updateMeetingByID(meeting, { ...place, status: 'INACTIVE' }), true);
      await ask('kick all', (kit) => kit.activeSession.kickAllParticipants(meeting, place), true).catch(ignoring('gone'));
    },

    async present(meeting) {
      const session = await ask('look', (kit) => kit.activeSession.getActiveSession(meeting, place), true).catch(ignoring('gone'));
      return session?.data?.status === 'LIVE' ? session.data.live_participants : 0;
    },

    async setUp() {
      const known = await presets();
      const done = { made: [] as string[], updated: [] as string[] };
      for (const preset of Object.values(PRESETS)) {
        const id = known.get(preset.name);
        if (id) await ask('replace preset', (kit) => kit.presets.replacePresetByID(id, { ...place, ...preset }), true);
        else await ask('make preset', (kit) => kit.presets.create(config.appId, { ...account, ...preset }));
        done[id ? 'updated' : 'made'].push(preset.name);
      }
      return done;
    },

    async tell(url) {
      const hook = { name: HOOK_NAME, url, events: [...HOOK_EVENTS], enabled: true };
      const { data } = await ask('list webhooks', (kit) => kit.webhooks.getWebhooks(config.appId, account), true);
      const known = data.find((one) => one.url === url);
      if (known) await ask('replace webhook', (kit) => kit.webhooks.replaceWebhook(known.id, { ...place, ...hook }), true);
      else await ask('make webhook', (kit) => kit.webhooks.createWebhook(config.appId, { ...account, ...hook }));
    },
  };
}

function present(step: string, value: string | undefined): string {
  if (typeof value === 'string' && value) return value;
  throw unreadable(step);
}

const unreadable = (step: string): VideoFailure => new VideoFailure(`RealtimeKit: ${step}: an answer without what was asked for`, 'unsure');

/** Takes a failure of this kind for done. */
const ignoring =
  (reason: FailureReason) =>
  (error: unknown): undefined => {
    if (!(error instanceof VideoFailure) || error.reason !== reason) throw error;
  };

/** The SDK's error as ours. Its own message quotes the answer, which may name people, so of it there is only the status. */
function failure(step: string, error: unknown): unknown {
  const { status, headers } = error as { status?: unknown; headers?: Headers };
  if (error instanceof SyntaxError) return unreadable(step);
  if (!(error instanceof Error) || !('status' in error)) return error;
  if (typeof status !== 'number') return new VideoFailure(`RealtimeKit: ${step}: no answer`, 'unsure');
  const seconds = retryAfter(headers?.get('retry-after'));
  return new VideoFailure(`RealtimeKit: ${step}: ${status}`, reasonOf(status, seconds), seconds);
}

function reasonOf(status: number, seconds: number | undefined): FailureReason {
  if (status === 404 || status === 410) return 'gone';
  if (status === 429) return 'later';
  if (status >= 500) return seconds === undefined ? 'unsure' : 'later';
  return 'refused';
}
