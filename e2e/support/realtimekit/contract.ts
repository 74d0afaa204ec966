/**
 * What RealtimeKit's REST API takes, as far as Foyer uses it. Each shape is strict, and the compiler holds it to the types of Cloudflare's SDK, which
 * are generated from the API's OpenAPI description: what those do not allow is refused.
 */
import type { ActiveSessionKickParticipantsParams } from 'cloudflare/resources/realtime-kit/active-session';
import type {
  MeetingAddParticipantParams,
  MeetingCreateParams,
  MeetingUpdateMeetingByIDParams,
} from 'cloudflare/resources/realtime-kit/meetings';
import type { PresetCreateParams, PresetGetParams, PresetReplacePresetByIDParams } from 'cloudflare/resources/realtime-kit/presets';
import type { WebhookCreateWebhookParams, WebhookReplaceWebhookParams } from 'cloudflare/resources/realtime-kit/webhooks';
import * as v from 'valibot';

/** The body of a request: its parameters without those of the path. */
type Body<P> = Omit<P, 'account_id' | 'app_id'>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only when the shape and the SDK's type allow the same. */
const same = <S extends v.GenericSchema, P>(shape: S, _: Same<v.InferInput<S>, P>): S => shape;

const text = v.pipe(v.string(), v.minLength(1));
const flag = v.boolean();
const quality = v.picklist(['hd', 'vga', 'qvga', 'fhd', 'uhd']);
const produce = v.picklist(['ALLOWED', 'NOT_ALLOWED', 'CAN_REQUEST']);
const canProduce = v.strictObject({ can_produce: produce });

const meetingShape = v.strictObject({
  title: v.optional(v.nullable(text)),
  persist_chat: v.optional(flag),
  record_on_start: v.optional(v.nullable(flag)),
  session_keep_alive_time_in_secs: v.optional(v.pipe(v.number(), v.integer())),
});
export const createMeeting = same<
  typeof meetingShape,
  Pick<MeetingCreateParams, 'title' | 'persist_chat' | 'record_on_start' | 'session_keep_alive_time_in_secs'>
>(meetingShape, true);
const updateShape = v.strictObject({ status: v.optional(v.picklist(['ACTIVE', 'INACTIVE'])) });
export const updateMeeting = same<typeof updateShape, Pick<MeetingUpdateMeetingByIDParams, 'status'>>(updateShape, true);
const participantShape = v.strictObject({
  custom_participant_id: text,
  preset_name: text,
  name: v.optional(v.nullable(text)),
  picture: v.optional(v.nullable(v.pipe(text, v.url()))),
});
export const addParticipant = same<typeof participantShape, Body<MeetingAddParticipantParams>>(participantShape, true);
const kickShape = v.strictObject({ custom_participant_ids: v.optional(v.array(text)), participant_ids: v.optional(v.array(text)) });
export const kick = same<typeof kickShape, Body<ActiveSessionKickParticipantsParams>>(kickShape, true);

const presetShape = v.strictObject({
  name: text,
  config: v.strictObject({
    max_screenshare_count: v.number(),
    max_video_streams: v.strictObject({ desktop: v.number(), mobile: v.number() }),
    media: v.strictObject({
      screenshare: v.strictObject({ frame_rate: v.number(), quality }),
      video: v.strictObject({ frame_rate: v.number(), quality, simulcast: v.optional(flag) }),
      audio: v.optional(v.strictObject({ enable_high_bitrate: v.optional(flag), enable_stereo: v.optional(flag) })),
    }),
    view_type: v.picklist(['GROUP_CALL', 'WEBINAR', 'AUDIO_ROOM', 'LIVESTREAM']),
    livestream_viewer_qualities: v.optional(v.nullable(v.array(v.number()))),
  }),
  permissions: v.strictObject({
    accept_waiting_requests: flag,
    can_accept_production_requests: flag,
    can_change_participant_permissions: flag,
    can_edit_display_name: flag,
    can_livestream: flag,
    can_record: flag,
    can_spotlight: flag,
    chat: v.strictObject({
      private: v.strictObject({ can_receive: flag, can_send: flag, files: flag, text: flag }),
      public: v.strictObject({ can_send: flag, files: flag, text: flag }),
    }),
    connected_meetings: v.strictObject({
      can_alter_connected_meetings: flag,
      can_switch_connected_meetings: flag,
      can_switch_to_parent_meeting: flag,
    }),
    disable_participant_audio: flag,
    disable_participant_screensharing: flag,
    disable_participant_video: flag,
    hidden_participant: flag,
    kick_participant: flag,
    media: v.strictObject({ audio: canProduce, screenshare: canProduce, video: canProduce }),
    pin_participant: flag,
    plugins: v.strictObject({
      can_close: flag,
      can_edit_config: flag,
      can_start: flag,
      config: v.record(
        v.string(),
        v.looseObject({
          access_control: v.optional(v.picklist(['FULL_ACCESS', 'VIEW_ONLY'])),
          handles_view_only: v.optional(flag),
        }),
      ),
    }),
    polls: v.strictObject({ can_create: flag, can_view: flag, can_vote: flag }),
    recorder_type: v.picklist(['RECORDER', 'LIVESTREAMER', 'NONE']),
    show_participant_list: flag,
    waiting_room_type: v.picklist(['SKIP', 'ON_PRIVILEGED_USER_ENTRY', 'SKIP_ON_ACCEPT']),
    accept_stage_requests: v.optional(flag),
    is_recorder: v.optional(flag),
    stage_access: v.optional(produce),
    stage_enabled: v.optional(flag),
    transcription_enabled: v.optional(flag),
  }),
  ui: v.strictObject({
    design_tokens: v.strictObject({
      border_radius: v.picklist(['sharp', 'rounded', 'extra-rounded', 'circular']),
      border_width: v.picklist(['none', 'thin', 'fat']),
      colors: v.strictObject({
        background: v.strictObject({ '600': text, '700': text, '800': text, '900': text, '1000': text }),
        brand: v.strictObject({ '300': text, '400': text, '500': text, '600': text, '700': text }),
        danger: text,
        success: text,
        text,
        text_on_brand: text,
        video_bg: text,
        warning: text,
      }),
      spacing_base: v.number(),
      theme: v.picklist(['darkest', 'dark', 'light']),
      font_family: v.optional(text),
      google_font: v.optional(text),
      logo: v.optional(text),
    }),
  }),
});
export const createPreset = same<typeof presetShape, Body<PresetCreateParams>>(presetShape, true);
export const replacePreset = same<typeof presetShape, Body<PresetReplacePresetByIDParams>>(presetShape, true);
const pageShape = v.strictObject({ page_no: v.optional(v.number()), per_page: v.optional(v.number()), search: v.optional(text) });
export const presetPage = same<typeof pageShape, Body<PresetGetParams>>(pageShape, true);

const hookShape = v.strictObject({
  name: text,
  url: v.pipe(text, v.url()),
  events: v.array(
    v.picklist([
      'meeting.started',
      'meeting.ended',
      'meeting.participantJoined',
      'meeting.participantLeft',
      'meeting.chatSynced',
      'recording.statusUpdate',
      'livestreaming.statusUpdate',
      'meeting.transcript',
      'meeting.summary',
    ]),
  ),
  enabled: v.optional(flag),
});
export const createHook = same<typeof hookShape, Body<WebhookCreateWebhookParams>>(hookShape, true);
export const replaceHook = same<typeof hookShape, Body<WebhookReplaceWebhookParams>>(hookShape, true);
