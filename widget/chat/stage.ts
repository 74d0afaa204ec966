/** What the visitor is asked for at the bottom of the chat: a pure function of the conversation and the settings. */
import type { RoomView } from '../../protocol/client/room-view.ts';
import type { Availability } from '../../protocol/frames.ts';
import type { WidgetSettings } from '../../protocol/site-settings.ts';

export type Stage = 'loading' | 'blocked' | 'prechat' | 'offline' | 'left' | 'rating' | 'write';

type Seen = Pick<RoomView, 'chat' | 'entries' | 'pending' | 'loaded' | 'stoppedBy'>;

/** `again`: in this episode the visitor chose to write on, past the rating or the message left. */
export function stageOf(
  { chat, entries, pending, loaded, stoppedBy }: Seen,
  settings: WidgetSettings,
  availability: Pick<Availability, 'open' | 'online'>,
  again = false,
): Stage {
  if (stoppedBy === 'blocked' || chat.blocked) return 'blocked';
  if (!loaded) return 'loading';
  const waits = (form: 'prechat' | 'offline') =>
    pending.some(({ command, state }) => command.t === 'form' && command.form === form && state !== 'failed');
  const episode = entries.filter(({ seq }) => seq >= chat.openedSeq);
  const left =
    waits('offline') || (chat.status === 'unanswered' && episode.some((entry) => entry.kind === 'form' && entry.form === 'offline'));
  const away = !(availability.open && availability.online);
  if (left && !again) return 'left';
  if (left && !away) return 'write';
  if (settings.offline.enabled && (chat.status === 'unanswered' || (away && chat.status === 'new'))) return 'offline';
  if (chat.status === 'closed' && chat.answered && chat.rating === null && !again) return 'rating';
  if (settings.offline.enabled && away && chat.status === 'closed') return 'offline';
  const asked = waits('prechat') || entries.some((entry) => entry.kind === 'form' && entry.form === 'prechat');
  const writes = pending.some(({ command }) => command.t === 'send');
  if (settings.prechat.enabled && settings.prechat.fields.length > 0 && chat.status === 'new' && !asked && !writes) return 'prechat';
  return 'write';
}

/** The visitor's own email address, as last given in a form here; empty when they gave none. */
export function givenEmail({ entries, pending }: Pick<RoomView, 'entries' | 'pending'>): string {
  const forms = [...entries, ...pending.map(({ command }) => command)];
  return forms.reduce((email, form) => ('values' in form && form.values.email) || email, '');
}
