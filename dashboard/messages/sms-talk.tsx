/** What was said in a conversation by SMS, with what became of each message, and where one writes. */
import { Voicemail } from 'lucide-preact';
import { type Entry, isOperator, type PersonId } from '../../protocol/entries.ts';
import { smsPersonOf, smsTitle } from '../../protocol/sms.ts';
import { Messages } from '../chats/messages.tsx';
import { Button } from '../design/controls.tsx';
import { onClock } from '../design/time.ts';
import { personName } from '../stores/desk.ts';
import type { SmsTalk as Talk } from '../stores/rooms.ts';
import { outcomeOf } from './delivery.ts';
import s from './messages.module.css';
import { SmsComposer } from './sms-composer.tsx';
import { smsEventText } from './sms-events.ts';
import { t } from './texts.ts';

interface Props {
  room: Talk;
  /** The composer takes no focus when it appears. */
  quiet?: boolean;
}

export function SmsTalk({ room, quiet }: Props) {
  const { sms, entries, people, loaded } = room.view.value;
  const nameOf = (id: PersonId): string => {
    const person = smsPersonOf(sms, id);
    if (person) return person.name || person.national || person.e164;
    return personName(id) || people[id]?.name || (id.startsWith('p_') ? id.slice(2) : t('former'));
  };
  return (
    <>
      <Messages
        room={room}
        label={smsTitle(sms) || t('title')}
        nameOf={nameOf}
        isOurs={({ by }) => isOperator(by)}
        stateOf={(seq) => <Delivery room={room} message={entries.find((entry) => entry.seq === seq)} nameOf={nameOf} />}
        eventOf={(entry, by) => smsEventText(entry, by, sms.people)}
        sentOut={(entry) => <Head entry={entry} />}
      />
      {loaded ? <SmsComposer room={room} quiet={quiet} /> : null}
    </>
  );
}

/** Above a message: that it was spoken, and what came with it and could not be taken. */
function Head({ entry }: { entry: Entry }) {
  if (entry.kind !== 'message') return null;
  return (
    <>
      {entry.via === 'voicemail' ? (
        <p class={s.voicemail}>
          <Voicemail aria-hidden="true" />
          {t('voicemailOf', { time: onClock(entry.seconds ?? 0) })}
        </p>
      ) : null}
      {entry.lost?.map(({ reason, type }, index) => (
        <p key={index} class={s.lost}>
          {t(`lost_${reason}`, { type })}
        </p>
      ))}
    </>
  );
}

interface DeliveryProps {
  room: Talk;
  message: Entry | undefined;
  nameOf: (person: PersonId) => string;
}

/** How far a message has come; for whom it failed, and why, with a way to send it again. */
function Delivery({ room, message, nameOf }: DeliveryProps) {
  const outcome = message?.kind === 'message' ? outcomeOf(message.delivery) : null;
  if (!message || !outcome) return null;
  const { state, reached, all, failed } = outcome;
  const going = all === 1 || reached === all || reached === 0 ? t(`state_${state}`) : t('reached', { reached, all });
  return (
    <>
      {failed.length < all ? <span>{going}</span> : null}
      {failed.map(({ to, error }) => (
        <span key={to} class={s.failed}>
          {all > 1 ? t('failedFor', { name: nameOf(`p_${to}`), reason: t(`error_${error ?? 'wrong'}`) }) : t(`error_${error ?? 'wrong'}`)}
        </span>
      ))}
      {failed.length > 0 ? (
        <Button small onClick={() => void room.client.command({ t: 'again', of: message.seq })}>
          {t('again')}
        </Button>
      ) : null}
    </>
  );
}
