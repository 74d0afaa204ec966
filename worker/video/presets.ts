/**
 * What people may do in a meeting, as RealtimeKit's presets: it knows no other permissions. Made by `npm run video:setup`, found again by name.
 * Chat, files, polls and plugins of RealtimeKit stay off: conversations are in our rooms.
 */
import type { PresetCreateParams } from 'cloudflare/resources/realtime-kit/presets';

export type PresetBody = Omit<PresetCreateParams, 'account_id'>;

/**
 * - `host`: calls, shares the screen, mutes and removes others, ends the meeting for all.
 * - `guest`: calls and shares the screen.
 * - `viewer`: watches, is not seen, and may be brought on stage.
 */
export type PresetName = 'host' | 'guest' | 'viewer';

/** The name of a preset among all of the application. */
export const presetName = (preset: PresetName): string => `foyer-${preset}`;

type CanProduce = PresetBody['permissions']['media']['audio']['can_produce'];

const CONFIG: PresetBody['config'] = {
  view_type: 'GROUP_CALL',
  max_screenshare_count: 1,
  max_video_streams: { desktop: 16, mobile: 6 },
  media: { video: { quality: 'hd', frame_rate: 30, simulcast: true }, screenshare: { quality: 'hd', frame_rate: 15 } },
};

/** Required, and seen by nobody: the pictures are shown by our own pages. */
const UI: PresetBody['ui'] = {
  design_tokens: {
    border_radius: 'rounded',
    border_width: 'thin',
    spacing_base: 4,
    theme: 'dark',
    colors: {
      brand: { '300': '#94a3b8', '400': '#64748b', '500': '#475569', '600': '#334155', '700': '#1e293b' },
      background: { '600': '#475569', '700': '#334155', '800': '#1e293b', '900': '#0f172a', '1000': '#020617' },
      danger: '#dc2626',
      success: '#16a34a',
      warning: '#d97706',
      text: '#ffffff',
      text_on_brand: '#ffffff',
      video_bg: '#020617',
    },
  },
};

function permissions(
  { host = false, seen = true }: { host?: boolean; seen?: boolean },
  produce: CanProduce,
  stage: 'ALLOWED' | 'CAN_REQUEST',
): PresetBody['permissions'] {
  return {
    accept_waiting_requests: host,
    can_accept_production_requests: host,
    can_change_participant_permissions: host,
    // The name is the one that our rooms know.
    can_edit_display_name: false,
    can_livestream: false,
    can_record: false,
    can_spotlight: host,
    chat: {
      private: { can_receive: false, can_send: false, files: false, text: false },
      public: { can_send: false, files: false, text: false },
    },
    connected_meetings: { can_alter_connected_meetings: false, can_switch_connected_meetings: false, can_switch_to_parent_meeting: false },
    disable_participant_audio: host,
    disable_participant_screensharing: host,
    disable_participant_video: host,
    hidden_participant: !seen,
    kick_participant: host,
    media: {
      audio: { can_produce: produce },
      video: { can_produce: produce },
      screenshare: { can_produce: seen ? 'ALLOWED' : 'NOT_ALLOWED' },
    },
    pin_participant: host,
    plugins: { can_close: false, can_edit_config: false, can_start: false, config: {} },
    polls: { can_create: false, can_view: false, can_vote: false },
    recorder_type: 'NONE',
    show_participant_list: seen,
    // Who may come in is decided by our rooms before a token is given.
    waiting_room_type: 'SKIP',
    stage_enabled: true,
    stage_access: stage,
    accept_stage_requests: host,
    transcription_enabled: false,
  };
}

/** All presets, as the API takes them. */
export const PRESETS: Record<PresetName, PresetBody> = {
  host: { name: presetName('host'), config: CONFIG, permissions: permissions({ host: true }, 'ALLOWED', 'ALLOWED'), ui: UI },
  guest: { name: presetName('guest'), config: CONFIG, permissions: permissions({}, 'ALLOWED', 'ALLOWED'), ui: UI },
  viewer: {
    name: presetName('viewer'),
    config: { ...CONFIG, view_type: 'WEBINAR' },
    permissions: permissions({ seen: false }, 'CAN_REQUEST', 'CAN_REQUEST'),
    ui: UI,
  },
};
