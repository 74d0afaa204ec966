/** Tells the operator what wants attention: a tone, a line on the page, a banner of the browser when the page is not in front. */
import { channelsFor, eventOf, isMuted } from '../../protocol/alert-rules.ts';
import { isClientRoom } from '../../protocol/client-room.ts';
import type { Alert } from '../../protocol/frames.ts';
import { isSmsRoom, smsTitle } from '../../protocol/sms.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { visitorName } from '../chats/texts.ts';
import { clock, dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { openRoom } from '../phone/open.ts';
import { isPageOf } from '../phone/path.ts';
import { t } from '../shell/texts.ts';
import { clientRooms, onAlert, personName, rooms, smsRooms, teamRooms, teamTitle } from '../stores/desk.ts';
import { canDock, docks } from '../stores/docks.ts';
import { preferences } from '../stores/me.ts';

let audio: AudioContext | null = null;
const allowSound = (): void => {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
};

/** Two short tones, made here. Silent before the first touch of the page, as browsers want it. */
export function beep(): void {
  if (audio?.state !== 'running') return;
  const { currentTime: now, destination } = audio;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.setValueAtTime(740, now);
  tone.frequency.setValueAtTime(988, now + 0.12);
  volume.gain.setValueAtTime(0.12, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.45);
  tone.connect(volume).connect(destination);
  tone.start(now);
  tone.stop(now + 0.45);
}

/** Shows a banner of the browser; a click leads to the room. A push about the same room takes its place. */
export async function banner(text: string, room: string): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const options = { body: text, icon: '/app/icon-192.png', tag: `room:${room}`, data: { room, at: Date.now() } };
  // Phones know banners of a service worker only.
  const registration = await navigator.serviceWorker?.getRegistration('/app/');
  if (registration?.active) {
    await registration.showNotification('Foyer', options);
    return;
  }
  const shown = new Notification('Foyer', options);
  shown.onclick = () => {
    window.focus();
    shown.close();
    if (room) openRoom(room);
  };
}

function textOf(alert: Alert): string {
  const room = rooms.value.get(alert.room);
  const team = teamRooms.value.get(alert.room);
  const client = clientRooms.value.get(alert.room)?.client;
  const sms = smsRooms.value.get(alert.room)?.sms;
  const name = sms ? smsTitle(sms) : client ? client.name : team ? teamTitle(team) : room ? visitorName(room.visitor) : t('visitor');
  const by = 'by' in alert ? personName(alert.by) : '';
  switch (alert.kind) {
    case 'waiting':
      return t('alertWaiting', { name });
    case 'message':
      if (isClientRoom(alert.room)) return t('alertRoom', { name });
      return t(isTeamRoom(alert.room) ? 'alertTeam' : 'alertMessage', { name });
    case 'mention':
      return t('alertMention', { name, by });
    case 'taken':
      return t('alertTaken', { name, by });
    case 'offered':
      return t('alertOffered', { name, by });
    case 'called':
      return t('alertCalled', { name, by });
    case 'returned':
      return t('alertReturned', { name });
    case 'meeting':
      return t(`alertMeeting_${alert.what}`, {
        by: by || t('somebody'),
        title: alert.title,
        time: (alert.what === 'meeting_near' ? clock : dateTime)(alert.starts),
      });
    case 'joined':
      return t(isTeamRoom(alert.room) || isClientRoom(alert.room) ? 'alertTeamJoined' : 'alertJoined', { name, by });
  }
}

function tell(alert: Alert): void {
  const room = rooms.value.get(alert.room);
  if (isMuted(preferences.value.alerts, alert.kind, alert.room)) return;
  const event = eventOf(alert.kind, isClientRoom(alert.room) || isTeamRoom(alert.room) || isSmsRoom(alert.room) || !!room?.chat.owner);
  const channels = channelsFor(preferences.value.alerts, event, room?.site ?? '', Date.now());
  if (!channels.sound && !channels.banner && !channels.push) return;
  const looking = !document.hidden && isPageOf(location.pathname, alert.room);
  if (looking && alert.kind !== 'offered') return;
  const text = textOf(alert);
  // Whatever calls at all is written on the page too; a call by its own bar, a message by the docked conversation it is in.
  const isDocked = alert.kind === 'message' && canDock.value && docks.value.some((one) => one.room === alert.room);
  if (alert.kind !== 'called' && !isDocked) toast(text, { label: t('open'), run: () => openRoom(alert.room) });
  if (channels.sound) beep();
  // Refused by the browser, it is still on the page.
  if (channels.banner && document.hidden) void banner(text, alert.room).catch(() => undefined);
}

export function startAlerts(): () => void {
  document.addEventListener('pointerdown', allowSound);
  document.addEventListener('keydown', allowSound);
  const stop = onAlert(tell);
  return () => {
    stop();
    document.removeEventListener('pointerdown', allowSound);
    document.removeEventListener('keydown', allowSound);
  };
}
