/** Personal settings as they are stored: parts of them, and in shapes of earlier versions. */
import { ALERT_EVENTS, type AlertPreferences, type Channels, DEFAULT_ALERTS } from './alert-rules.ts';
import { DEFAULT_PREFERENCES, type Preferences } from './api.ts';

/** What versions before the alerts had a shape of their own kept: one switch for each channel, and one for colleagues' pick-ups. */
interface Before {
  sound?: boolean;
  banner?: boolean;
  tellTaken?: boolean;
}

export type StoredPreferences = Partial<Preferences> & Before;

/** Whole preferences, whatever version stored them; what is missing is as for a new member. */
export function readPreferences(stored: StoredPreferences): Preferences {
  const { sound, banner, tellTaken, alerts, ...rest } = stored;
  return { ...DEFAULT_PREFERENCES, ...rest, alerts: alerts ? completed(alerts) : folded({ sound, banner, tellTaken } as Before) };
}

function completed(alerts: AlertPreferences): AlertPreferences {
  return { ...DEFAULT_ALERTS, ...alerts, events: { ...DEFAULT_ALERTS.events, ...alerts.events } };
}

function folded({ sound = true, banner = true, tellTaken = true }: Before): AlertPreferences {
  const events = { ...DEFAULT_ALERTS.events };
  for (const event of ALERT_EVENTS) {
    const { push, ...channels } = events[event];
    const off: Channels = { sound: false, banner: false, push: false };
    events[event] = event === 'taken' && !tellTaken ? off : { sound: channels.sound && sound, banner: channels.banner && banner, push };
  }
  return { ...DEFAULT_ALERTS, events };
}
