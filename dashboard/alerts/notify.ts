/** Tells the operator what wants attention: a tone, a line on the page, a banner of the browser when the page is not in front. */
import type { Alert } from '../../protocol/frames.ts';
import { isTeamRoom } from '../../protocol/team.ts';
import { visitorName } from '../chats/texts.ts';
import { toast } from '../design/toasts.tsx';
import { t } from '../shell/texts.ts';
import { onAlert, personName, rooms, teamRooms, teamTitle } from '../stores/desk.ts';
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

export function banner(text: string, open: () => void): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const shown = new Notification('Foyer', { body: text, icon: '/app/icon.svg', tag: text });
  shown.onclick = () => {
    window.focus();
    shown.close();
    open();
  };
}

const pathOf = (room: string): string => `/app/${isTeamRoom(room) ? 'operators' : 'chats'}/${encodeURIComponent(room)}`;

function textOf(alert: Alert): string {
  const room = rooms.value.get(alert.room);
  const team = teamRooms.value.get(alert.room);
  const name = team ? teamTitle(team) : room ? visitorName(room.visitor) : t('visitor');
  const by = 'by' in alert ? personName(alert.by) : '';
  switch (alert.kind) {
    case 'waiting':
      return t('alertWaiting', { name });
    case 'message':
      return t(isTeamRoom(alert.room) ? 'alertTeam' : 'alertMessage', { name });
    case 'mention':
      return t('alertMention', { name, by });
    case 'taken':
      return t('alertTaken', { name, by });
    case 'offered':
      return t('alertOffered', { name, by });
    case 'returned':
      return t('alertReturned', { name });
    case 'joined':
      return t(isTeamRoom(alert.room) ? 'alertTeamJoined' : 'alertJoined', { name, by });
  }
}

function tell(alert: Alert): void {
  const { sound, banner: wantsBanner, tellTaken } = preferences.value;
  if (alert.kind === 'taken' && !tellTaken) return;
  const looking = !document.hidden && decodeURIComponent(location.pathname) === decodeURIComponent(pathOf(alert.room));
  if (looking && alert.kind !== 'offered') return;
  const text = textOf(alert);
  const open = () => {
    history.pushState(null, '', pathOf(alert.room));
    dispatchEvent(new PopStateEvent('popstate'));
  };
  toast(text, { label: t('open'), run: open });
  if (sound && alert.kind !== 'taken') beep();
  if (wantsBanner && document.hidden) banner(text, open);
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
