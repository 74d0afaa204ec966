import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import { isOperator } from '../../protocol/entries.ts';
import type { Host } from '../host.ts';
import type { Beside } from './beside.ts';
import { CallSlot } from './call.tsx';
import { useCast } from './cast.tsx';
import { Composer } from './composer.tsx';
import { YourData } from './data.tsx';
import { useFocus } from './focus.ts';
import { FieldsForm, offlineFields, Rating, TranscriptForm } from './forms.tsx';
import { Header } from './header.tsx';
import { minutes, momentOf, t } from './i18n.ts';
import { Messages } from './messages.tsx';
import { allowSound, beep } from './sound.ts';
import { givenEmail, stageOf } from './stage.ts';
import { keep, keepIn, kept, storage } from './storage.ts';
import { availabilityOf, currentTalk, rememberTalk, type Talk } from './talk.ts';

/** Rules whose greetings are remembered as shown. */
const GREETED = 40;

interface Props {
  host: Host;
  room: RoomClient | null;
  beside: Beside;
  /** Shown in place of a room's. */
  sample: RoomView | null;
  /** The visitor before this one has just deleted their data. */
  erased: boolean;
  onErased(): void;
  onTalk(talk: Talk): void;
}

export function App({ host, room, beside, sample, erased, onErased, onTalk }: Props) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    host.subscribe(() => redraw(0));
    // What changed between the first drawing and now was told to nobody.
    redraw(0);
    return room?.subscribe(() => redraw(0));
  }, []);
  const view = room?.view ?? sample!;
  const { settings, prefill } = host.state();
  const availability = availabilityOf(host);
  const queue = host.state().queue?.places.find(({ own }) => own === currentTalk().own);
  const open = host.state().open && !host.box.hidden;
  const [muted, setMuted] = useState(() => storage.getItem('foyer.muted') !== null);
  const [wants, setWants] = useState<'transcript' | 'data' | null>(null);
  /** The episode in which the visitor chose to write on. */
  const [again, setAgain] = useState(-1);
  useEffect(() => {
    document.addEventListener('pointerdown', allowSound);
    document.addEventListener('keydown', ({ key }) => {
      allowSound();
      if (key === 'Escape') host.open(false);
    });
  }, []);
  const greeting = useGreeting(host, beside, view, open);
  useNews(host, beside, view, open, muted);
  useReading(room, view, open);

  const accent = { '--accent': settings.colour, '--ink': settings.ink };
  const shown = host.preview?.() ?? 'chat';
  const stage = shown !== 'chat' ? shown : stageOf(view, settings, availability, again === view.chat.episode);
  useFocus(host, open, stage);
  const { chat } = view;
  const cast = useCast(host, !!chat.call, open);
  const command = room ? (...args: Parameters<RoomClient['command']>) => void room.command(...args) : () => {};
  const address = givenEmail(view);

  const asked = () => {
    switch (stage) {
      case 'blocked':
        return <p class="notice">{t('blocked')}</p>;
      case 'prechat':
        return (
          <FieldsForm
            intro={settings.prechat.text || t('prechatText')}
            fields={settings.prechat.fields}
            action={t('start')}
            onSubmit={(values) => command({ t: 'form', form: 'prechat', values })}
          />
        );
      case 'offline':
        return (
          <FieldsForm
            intro={settings.offline.text || t(chat.status === 'unanswered' ? 'unansweredText' : 'offlineText')}
            more={availability.back ? t('back', { time: momentOf(availability.back) }) : ''}
            fields={offlineFields(settings.offline.fields)}
            action={t('leave')}
            onSubmit={(values) => {
              setAgain(-1);
              command({ t: 'form', form: 'offline', values });
            }}
          />
        );
      case 'left':
        return (
          <p class="notice">
            {t('thanks', { address })}{' '}
            <button type="button" class="plain" onClick={() => setAgain(chat.episode)}>
              {t('again')}
            </button>
          </p>
        );
      case 'rating':
        return <Rating onRate={(rating) => command({ t: 'rate', ...rating })} onSkip={() => setAgain(chat.episode)} />;
    }
  };

  return (
    <div class={`app ${settings.theme} ${cast.isSmall ? 'small' : ''}`} style={accent}>
      <Header
        host={host}
        view={view}
        muted={muted}
        onMute={() => {
          keep('foyer.muted', muted ? '' : '1');
          setMuted(!muted);
        }}
        onEnd={() => command({ t: 'end' })}
        onTranscript={() => setWants('transcript')}
        onData={() => setWants('data')}
        onTalk={onTalk}
      />
      <div class="broadcast" ref={cast.slot} />
      <CallSlot host={host} room={room} view={view} beside={beside} open={open} />
      {room && view.loaded && view.connection !== 'open' && !view.stoppedBy ? (
        <p class="offline" role="status">
          {t('offline')}
        </p>
      ) : null}
      <Messages host={host} room={room} view={view} open={open} greeting={settings.greeting || t('greeting')} proactive={greeting} />
      {erased && view.chat.status === 'new' ? (
        <p class="notice" role="status">
          {t('dataDeleted')}
        </p>
      ) : null}
      {chat.status === 'waiting' && queue ? (
        <p class="queue" role="status">
          {queue.ahead > 0 ? `${t('place', { place: queue.ahead + 1 })} ` : ''}
          {queue.wait === null ? '' : `${t('wait', { time: minutes(queue.wait) })} `}
          {queue.step > 0 ? t('wider') : ''}
        </p>
      ) : null}
      {wants === 'data' ? (
        <YourData host={host} onClose={() => setWants(null)} onErased={onErased} />
      ) : wants ? (
        <TranscriptForm
          address={address}
          onCancel={() => setWants(null)}
          onSend={async (to) => {
            const result = await room?.command({ t: 'transcript', address: to });
            if (result?.ok) setWants(null);
            return !!result?.ok;
          }}
        />
      ) : (
        asked()
      )}
      <Composer
        host={host}
        room={room}
        view={view}
        prefill={prefill}
        open={open}
        hidden={wants !== null || stage !== 'write'}
        placeholder={chat.status === 'closed' ? t('again') : t('write')}
      />
    </div>
  );
}

/** A greeting whose time has come: beside the launcher, once, and then as a line of the chat. Who is talking to somebody is not greeted. */
function useGreeting(host: Host, beside: Beside, view: RoomView, open: boolean): string {
  const [shown, setShown] = useState('');
  const greet = host.state().greet ?? null;
  const isTalking = view.chat.status === 'waiting' || view.chat.status === 'open';
  useEffect(() => {
    if (!greet || !view.loaded) return;
    const show = () => {
      setShown(greet.text);
      beside.note({ name: host.state().settings.name, text: greet.text });
    };
    if (host.preview) return show();
    const kind = greet.once === 'visit' ? 'sessionStorage' : 'localStorage';
    const key = `foyer.${host.site}.greeted`;
    const before = kept(kind, key).split(' ').filter(Boolean);
    if (before.includes(greet.rule)) return;
    keepIn(kind, key, [...before, greet.rule].slice(-GREETED).join(' '));
    if (!isTalking && !open) show();
  }, [greet, view.loaded]);
  return shown;
}

/** What the launcher's badge says. */
let told = 0;
function tellUnread(host: Host, count: number): void {
  if (count !== told) host.unread(count);
  told = count;
}

/** Tells the page and the launcher of messages that came, with a sound, once each. */
function useNews(host: Host, beside: Beside, view: RoomView, open: boolean, muted: boolean): void {
  const heard = useRef<number | null>(null);
  const newest = view.entries.at(-1)?.seq ?? 0;
  const unread = view.entries.filter(
    (entry) => entry.kind === 'message' && isOperator(entry.by) && !entry.deleted && entry.seq > view.read,
  );
  useEffect(() => {
    if (!view.loaded || host.preview) return;
    if (view.chat.status !== 'new') {
      keep(`foyer.${host.site}.chatted`, '1');
      rememberTalk(host);
    }
    tellUnread(host, open && !parent.document.hidden ? 0 : unread.length);
    if (open) beside.note(null);
    const tell = (entry: (typeof unread)[number] | undefined) => {
      if (entry?.kind !== 'message') return;
      const { name = t('someone') } = view.people[entry.by] ?? {};
      if (!open) beside.note({ name, text: entry.text || (entry.files?.[0]?.name ?? '') });
      beside.blink(name);
    };
    const from = heard.current;
    heard.current = newest;
    // What was there before makes no sound.
    if (from === null) return tell(unread.at(-1));
    for (const entry of view.entries) {
      if (entry.seq <= from || entry.kind !== 'message') continue;
      const operator = isOperator(entry.by);
      host.emit('message', { text: entry.text, at: entry.at, from: operator ? 'operator' : 'visitor' });
      if (!operator) continue;
      tell(entry);
      if (!muted) beep();
    }
  }, [newest, view.loaded, view.read, open, unread.length]);
}

/** What is before the visitor's eyes is read. */
function useReading(room: RoomClient | null, view: RoomView, open: boolean): void {
  const newest = view.entries.at(-1)?.seq ?? 0;
  useEffect(() => {
    const read = () => {
      if (open && !parent.document.hidden && view.loaded && newest > 0) room?.markRead(newest);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [newest, open, view.loaded]);
}
