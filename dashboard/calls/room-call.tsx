/** Calls as a room of several shows them: a button to start one, who is in the one that is on, and the way in. */
import { signal } from '@preact/signals';
import { Phone } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { RINGS } from '../../protocol/call.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { now } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { language } from '../i18n/catalog.ts';
import { CallDialog } from './dialog.tsx';
import s from './group.module.css';
import { type CallPlace, callOf, type GroupRoom, joinGroup } from './group.ts';
import { ownCall } from './own.ts';
import { t } from './texts.ts';

export interface RoomCallProps {
  place: CallPlace;
  /** Whoever is signed in: of the dashboard the user, of the portal the client. */
  user: string;
  room: GroupRoom;
  /** Whether they may start a call here; everybody in the room may join one. */
  mayStart: boolean;
  /** Of the bar: where no head has the button, it has it. */
  starts?: boolean;
}

/** The room for which is asked how one wants to be seen; null for none. */
const asking = signal<string | null>(null);

export function CallButton({ room, mayStart }: RoomCallProps) {
  if (!mayStart || callOf(room.view.value)) return null;
  return (
    <IconButton
      label={t('call')}
      onClick={() => {
        asking.value = room.id;
      }}
    >
      <Phone aria-hidden="true" />
    </IconButton>
  );
}

export function CallBar(props: RoomCallProps) {
  const { place, user, room, mayStart, starts } = props;
  const view = room.view.value;
  const { caughtUp, calling, me, forwarded } = view;
  const call = callOf(view);
  const isHere = call !== undefined && ownCall.value?.room === room.id && ownCall.value.call === call.id;
  const ask = () => {
    asking.value = room.id;
  };
  useJoinLink(caughtUp, () => {
    if (call ? !isHere : mayStart) ask();
    else if (!call) toast(t('noCall'));
  });
  useEffect(
    () => () => {
      asking.value = null;
    },
    [room.id],
  );
  const name = place.titleOf(room);
  const others = calling.filter(({ id }) => id !== me);
  const isInElsewhere = others.length < calling.length;
  const isFull = call !== undefined && !isInElsewhere && others.length >= (forwarded ? LIMITS.meetingCall : LIMITS.groupCall);
  const names = new Intl.ListFormat(language.value).format(others.map((person) => person.name));
  const told = isInElsewhere ? t('elsewhereToo') : names ? t('inIt', { count: others.length, names }) : t('callOn');
  return (
    <>
      {starts && mayStart && !call ? (
        <div class={s.start}>
          <CallButton {...props} />
        </div>
      ) : null}
      {call && !isHere ? (
        <div class={`${s.bar} ${now.value - call.since < RINGS ? s.loud : ''}`}>
          <Phone aria-hidden="true" />
          <p role="status" dir="auto">
            {told}
          </p>
          <Button small look="main" onClick={ask}>
            {t(isInElsewhere ? 'here' : 'join')}
          </Button>
        </div>
      ) : null}
      {asking.value === room.id ? (
        <CallDialog
          title={t(call ? 'joinTitle' : 'title', { name })}
          explain={t('explainGroup')}
          action={t(call ? 'join' : 'call')}
          empty
          hindrance={isFull ? t(place.isOwn ? 'fullOwn' : 'full') : undefined}
          enter={(media, tracks) => joinGroup(place, user, room, media, tracks)}
          onClose={() => {
            asking.value = null;
          }}
        />
      ) : null}
    </>
  );
}

/** `?join=1` in the address asks to join, once. */
function useJoinLink(ready: boolean, join: () => void): void {
  const { path, query, route } = useLocation();
  const isAsked = query.join === '1' && ready;
  useEffect(() => {
    if (!isAsked) return;
    route(path, true);
    join();
  }, [isAsked]);
}
