/**
 * How a person wants to be called: which kinds of event by which channel, at which sites and hours. One function decides, for the app that
 * beeps and for the desk that pushes, so that they cannot disagree. Pure.
 */
import type { Alert } from './frames.ts';

/** What a person can be called for: a chat that waits, a message or call in an own chat or room, a chat handed over, a colleague's pick-up, a meeting that begins or changes. */
export const ALERT_EVENTS = ['waiting', 'message', 'handed', 'taken', 'meeting'] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** A tone, a banner of the browser while a page is open, a push to devices of which none is in front. */
export const ALERT_CHANNELS = ['sound', 'banner', 'push'] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

export type Channels = Record<AlertChannel, boolean>;

export interface AlertPreferences {
  /** False: nothing calls at all. */
  enabled: boolean;
  events: Record<AlertEvent, Channels>;
  /** Ids of sites that do not call. */
  mutedSites: string[];
  /** Rooms of colleagues whose messages do not call; who is named in one is called all the same. */
  mutedRooms: string[];
  /** Hours of each day without a call: minutes after midnight in an IANA time zone. `to` before `from` ends on the next day; equal is none. */
  quiet: { enabled: boolean; from: number; to: number; timeZone: string };
}

const all = (sound: boolean, banner: boolean, push: boolean): Channels => ({ sound, banner, push });

export const DEFAULT_ALERTS: AlertPreferences = {
  enabled: true,
  events: {
    waiting: all(true, true, true),
    message: all(true, true, true),
    handed: all(true, true, true),
    taken: all(false, true, false),
    meeting: all(true, true, true),
  },
  mutedSites: [],
  mutedRooms: [],
  quiet: { enabled: false, from: 22 * 60, to: 7 * 60, timeZone: 'UTC' },
};

/** The event an alert belongs to. More words of a visitor whom nobody has picked up still belong to the waiting chat. */
export function eventOf(kind: Alert['kind'], owned: boolean): AlertEvent {
  switch (kind) {
    case 'waiting':
    case 'taken':
    case 'meeting':
      return kind;
    case 'mention':
    case 'called':
      return 'message';
    case 'message':
      return owned ? 'message' : 'waiting';
    case 'offered':
    case 'returned':
    case 'joined':
      return 'handed';
  }
}

/** Whether the person wants none of these alerts of a room. Preferences that were told before rooms were muted name none. */
export const isMuted = ({ mutedRooms = [] }: Partial<AlertPreferences>, kind: Alert['kind'], room: string): boolean =>
  kind === 'message' && mutedRooms.includes(room);

/** By which channels this person is called of an event at a site at a time (ms since epoch). */
export function channelsFor(
  { enabled, events, mutedSites, quiet }: AlertPreferences,
  event: AlertEvent,
  site: string,
  at: number,
): Channels {
  // Preferences that were told before there was such an event do not name it.
  return enabled && !mutedSites.includes(site) && !isQuiet(quiet, at)
    ? (events[event] ?? DEFAULT_ALERTS.events[event])
    : all(false, false, false);
}

/** Whether a person who chose to be texted may be, of a site at a time: what is muted, and hours without a call, hold for SMS too. */
export const mayText = ({ enabled, mutedSites, quiet }: AlertPreferences, site: string, at: number): boolean =>
  enabled && !mutedSites.includes(site) && !isQuiet(quiet, at);

/** Whether a time lies in the quiet hours: from `from`, up to but without `to`. */
export function isQuiet({ enabled, from, to, timeZone }: AlertPreferences['quiet'], at: number): boolean {
  if (!enabled || from === to) return false;
  const minute = minuteOfDay(at, timeZone);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When the quiet hours begin or end next, ms; null when there are none. Clocks that change meanwhile are read again then. */
export function quietChanges({ enabled, from, to, timeZone }: AlertPreferences['quiet'], at: number): number | null {
  if (!enabled || from === to) return null;
  const minute = minuteOfDay(at, timeZone);
  const left = Math.min(...[from, to].map((edge) => (edge - minute + DAY - 1) % DAY)) + 1;
  return (Math.floor(at / 60_000) + left) * 60_000;
}
const DAY = 24 * 60;

function minuteOfDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return value('hour') * 60 + value('minute');
}
