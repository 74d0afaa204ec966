/** One line of a room's history: a message, a note, something that happened, or a message on its way. */
import { File, Mail, Pencil, Trash2 } from 'lucide-preact';
import type { ComponentChildren, ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { Pending } from '../../protocol/client/room-view.ts';
import type { Entry, PersonId } from '../../protocol/entries.ts';
import { isAboutMeeting } from '../../protocol/meeting.ts';
import { Bar } from '../conversation/bar.tsx';
import c from '../conversation/conversation.module.css';
import { type Dealings, mayNow } from '../conversation/dealings.ts';
import { Quote } from '../conversation/quote.tsx';
import { Reactions } from '../conversation/reactions.tsx';
import { t as said } from '../conversation/texts.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { clock } from '../design/time.ts';
import { errorText } from '../i18n/errors.ts';
import type { MeetingEntry } from '../meetings/entry.tsx';
import type { Planning } from '../meetings/planning.ts';
import type { AnyRoom } from '../stores/rooms.ts';
import { Attachment } from './attachment.tsx';
import s from './chats.module.css';
import type { Named } from './mentions.ts';
import { Rich } from './rich.tsx';
import { t } from './texts.ts';

interface LineProps {
  room: AnyRoom;
  nameOf: (person: PersonId) => string;
  isOurs: (entry: Entry) => boolean;
  eventOf: (entry: Entry, by: string) => string;
  entry: Entry;
  together: boolean;
  /** What became of it. */
  state: ComponentChildren;
  sentOut?: ((entry: Entry) => ComponentChildren) | undefined;
  dealings?: Dealings | undefined;
  planning?: Planning | undefined;
  /** What shows meetings, once it is loaded. */
  Meeting: ComponentType<Parameters<typeof MeetingEntry>[0]> | null;
  onJump: (seq: number) => void;
}

export function Line({ entry, room, nameOf, isOurs, eventOf, together, state, sentOut, dealings, planning, Meeting, onJump }: LineProps) {
  const [editing, setEditing] = useState(false);
  const { me } = room.view.value;
  const own = entry.by === me;
  const by = own ? t('you') : entry.by === 'system' ? t('system') : nameOf(entry.by);
  // Whom a client does not know is the company to them, which names itself.
  if (planning && isAboutMeeting(entry)) {
    return Meeting ? <Meeting entry={entry} by={own ? by : nameOf(entry.by)} planning={planning} /> : null;
  }
  const message = entry.kind === 'form' && entry.values.message ? entry.values.message : null;
  if (entry.kind !== 'message' && entry.kind !== 'note' && message === null) {
    const text = eventOf(entry, by);
    return text ? (
      <p class={s.event}>
        {text} · {clock(entry.at)}
      </p>
    ) : null;
  }
  const { text, deleted, edited } =
    entry.kind === 'message' || entry.kind === 'note' ? entry : { text: message!, deleted: false, edited: false };
  if (editing) return <Editor text={text} room={room} seq={entry.seq} onDone={() => setEditing(false)} />;
  const said = entry.kind === 'message' && !deleted ? entry : null;
  return (
    <Bubble
      own={isOurs(entry)}
      note={entry.kind === 'note'}
      gone={!!deleted}
      together={together}
      by={own ? '' : by}
      me={me}
      state={
        <>
          {said ? <Marks status={said.status} via={said.via} /> : null}
          {clock(entry.at)} {edited ? t('edited') : null} {edited && state ? '·' : null} {state}
        </>
      }
      class={dealings ? `${c.holder} ${isOurs(entry) ? c.own : ''}` : ''}
      above={
        said?.reply !== undefined && dealings ? <Quote room={room} seq={said.reply} nameOf={nameOf} onJump={onJump} /> : sentOut?.(entry)
      }
      files={said?.files?.map((file) => <Attachment key={file.id} room={room.id} file={file} />)}
      text={deleted ? t('deleted') : text}
      names={('mentions' in entry ? (entry.mentions ?? []) : []).map((id) => ({ id, name: nameOf(id) }))}
    >
      {said && dealings ? (
        <>
          <Reactions room={room} message={said} mayReact={mayNow(dealings, 'react')} />
          <Bar room={room} message={said} dealings={dealings} onEdit={() => setEditing(true)} />
        </>
      ) : null}
      {own && !deleted && !dealings && !sentOut ? (
        <span class={s.acts}>
          <IconButton small label={t('edit')} onClick={() => setEditing(true)}>
            <Pencil aria-hidden="true" />
          </IconButton>
          <IconButton small label={t('delete')} onClick={() => void room.client.command({ t: 'delete', of: entry.seq })}>
            <Trash2 aria-hidden="true" />
          </IconButton>
        </span>
      ) : null}
    </Bubble>
  );
}

/** That it is the matter's status, or came by mail. */
const Marks = ({ status, via }: { status?: true | undefined; via?: 'mail' | 'voicemail' | undefined }) =>
  status || via === 'mail' ? (
    <span class={c.marks}>
      {status ? <span class={c.status}>{said('status')}</span> : null}
      {via === 'mail' ? <Mail role="img" aria-label={said('byMail')} /> : null}
    </span>
  ) : null;

/** The text of an own message while it is changed. */
function Editor({ text, room, seq, onDone }: { text: string; room: AnyRoom; seq: number; onDone: () => void }) {
  const [typed, setTyped] = useState(text);
  return (
    <form
      class={`${s.message} ${s.own}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() && typed !== text) void room.client.command({ t: 'edit', of: seq, text: typed.trim() });
        onDone();
      }}
    >
      <textarea
        class={s.text}
        rows={3}
        dir="auto"
        aria-label={t('edit')}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <div>
        <Button small look="main" type="submit">
          {t('save')}
        </Button>
        <Button small look="quiet" onClick={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

/** A message on its way looks like one from the first moment. */
export function Unsent({ item, room }: { item: Pending; room: AnyRoom }) {
  const { command, state, error, files } = item;
  if (command.t === 'call' || command.t === 'meeting' || (command.t !== 'send' && state !== 'failed')) return null;
  const { cid } = command;
  return (
    <Bubble
      own
      note={command.t === 'send' && !!command.note}
      text={command.t === 'send' || command.t === 'edit' ? command.text : ''}
      me={room.view.value.me}
      failed={state === 'failed'}
      state={state === 'failed' ? t('failed', { reason: errorText(error) }) : t(state)}
      files={files?.map((file) => (
        <span class={s.file} key={file.id}>
          <File aria-hidden="true" /> {file.name}
        </span>
      ))}
    >
      {state === 'failed' ? (
        <div>
          <Button small onClick={() => room.client.retry(cid)}>
            {t('retry')}
          </Button>
          <Button small look="quiet" onClick={() => room.client.discard(cid)}>
            {t('discard')}
          </Button>
        </div>
      ) : null}
    </Bubble>
  );
}

interface BubbleProps {
  class?: string;
  own?: boolean;
  note?: boolean;
  gone?: boolean;
  together?: boolean;
  failed?: boolean;
  by?: string;
  me: PersonId | null;
  text: string;
  /** People named in it. */
  names?: Named[];
  state: ComponentChildren;
  above?: ComponentChildren;
  files?: ComponentChildren;
  children?: ComponentChildren;
}

const Bubble = ({
  class: more,
  own,
  note,
  gone,
  together,
  failed,
  by,
  me,
  text,
  names = [],
  state,
  above,
  files,
  children,
}: BubbleProps) => (
  <div class={[s.message, own && s.own, note && s.note, gone && s.gone, together && s.together, more].filter(Boolean).join(' ')}>
    {by && !together ? (
      <p class={s.by}>
        <bdi>{by}</bdi>
      </p>
    ) : null}
    {above}
    {files}
    {text ? (
      <div class={s.text} dir="auto">
        {gone ? text : <Rich text={text} names={names} me={me} />}
      </div>
    ) : null}
    {children}
    <p class={`${s.state} ${failed ? s.failed : ''}`}>{state}</p>
  </div>
);
