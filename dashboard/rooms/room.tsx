import { ArrowLeft, Info } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import { may, type RoomRole, rolesIn } from '../../protocol/permissions.ts';
import { DASHBOARD } from '../calls/place.ts';
import { CallBarSlot, CallButtonSlot } from '../calls/slot.tsx';
import chats from '../chats/chats.module.css';
import { Looking } from '../chats/company.tsx';
import { Messages } from '../chats/messages.tsx';
import c from '../conversation/conversation.module.css';
import { type Dealings, type Message, seenCount } from '../conversation/dealings.ts';
import { t as said } from '../conversation/texts.ts';
import { Empty, IconButton } from '../design/controls.tsx';
import { clearNotices } from '../phone/open.ts';
import { clientRooms, myId, personName } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import { useClientsRoom } from '../stores/rooms.ts';
import { RoomComposer } from './composer.tsx';
import { RoomDetails } from './details.tsx';
import { roomEventText } from './events.ts';
import { FormIcon } from './form-icon.tsx';
import { comingsSeq, useNames } from './participants.ts';
import s from './rooms.module.css';
import { Seen } from './seen.tsx';
import { t } from './texts.ts';

/** A room with clients, as members of the account see it. */
export function Room({ id }: { id: string }) {
  const { user, role } = me.value!;
  const room = useClientsRoom(user.id, id);
  const [showsDetails, setShowsDetails] = useState(false);
  const [answering, setAnswering] = useState<Message | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const view = room.view.value;
  const { client, reads, people, entries } = view;
  const { names, ask } = useNames(id, comingsSeq(entries));
  useEffect(() => {
    void clearNotices(id).catch(() => undefined);
  }, [id]);
  if (view.stoppedBy) {
    return (
      <div class={chats.chat}>
        <Empty title={t('notThere')}>
          <a href="/app/rooms">{t('backToList')}</a>
        </Empty>
      </div>
    );
  }
  const nameOf = (person: PersonId): string => personName(person) || people[person]?.name || names.get(person) || t('somebody');
  // The list hears of a new room a moment after the room itself.
  const isIn = clientRooms.value.get(id)?.in ?? client.creator === view.me;
  const roles: RoomRole[] = view.loaded && myId.value ? rolesIn(client, { id: myId.value, role }, isIn) : ['stranger'];
  // In a large room read marks are told to whoever asks.
  const knowsReads = Object.keys(reads).length > 0;
  const countOf = (message: Pick<Message, 'seq' | 'by'>) => (knowsReads ? seenCount(reads, message) : null);
  const dealings: Dealings = {
    client,
    roles,
    onReply: setAnswering,
    ...(may(roles, 'seen') ? { seen: { countOf, onAsk: setAsked } } : {}),
  };
  const mayWrite = !client.archived && may(roles, client.form === 'announcement' ? 'announce' : 'write');
  const calls = { place: DASHBOARD, user: user.id, room, mayStart: mayWrite };
  const stateOf = (seq: number) => {
    const count = view.me ? countOf({ seq, by: view.me }) : 0;
    if (count === 0) return t('sent');
    return (
      <button type="button" class={c.plain} onClick={() => setAsked(seq)}>
        {count === null ? said('seen') : said('seenCount', { count })}
      </button>
    );
  };
  return (
    <>
      <section class={chats.chat} aria-label={client.name}>
        <header class={chats.head}>
          <a class={chats.back} href="/app/rooms" aria-label={t('backToList')}>
            <ArrowLeft aria-hidden="true" />
          </a>
          <FormIcon form={client.form} />
          <div class={chats.title}>
            <h1 dir="auto">{client.name}</h1>
            <p>{view.loaded ? t(`form_${client.form}`) : t('loading')}</p>
          </div>
          <Looking room={room} />
          {isIn ? <CallButtonSlot {...calls} /> : null}
          <IconButton class={chats.info!} label={t('details')} aria-expanded={showsDetails} onClick={() => setShowsDetails(!showsDetails)}>
            <Info aria-hidden="true" />
          </IconButton>
        </header>
        {isIn ? <CallBarSlot {...calls} /> : null}
        <Messages
          room={room}
          label={client.name || t('rooms')}
          nameOf={nameOf}
          isOurs={({ by }) => by === view.me}
          stateOf={stateOf}
          eventOf={(entry, by) => roomEventText(entry, by, nameOf)}
          dealings={dealings}
        />
        {view.loaded ? (
          <RoomComposer
            room={room}
            roles={roles}
            named={[...names].map(([person, name]) => ({ id: person, name })).filter((one) => one.id !== view.me)}
            onAsked={ask}
            nameOf={nameOf}
            answering={answering}
            onAnswered={() => setAnswering(null)}
          />
        ) : null}
      </section>
      {view.loaded ? (
        <RoomDetails room={room} roles={roles} nameOf={nameOf} shown={showsDetails} onClose={() => setShowsDetails(false)} />
      ) : (
        <div class={s.empty} />
      )}
      {asked === null ? null : <Seen room={id} seq={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
