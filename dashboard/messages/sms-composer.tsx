/** Where one writes an SMS: how many it becomes is told while one types; in its place, why nothing can be sent. */
import { segmentsOf } from '../../protocol/segments.ts';
import { mmsFault, SMS } from '../../protocol/sms.ts';
import { Composer } from '../chats/composer.tsx';
import { Notice } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import type { SmsTalk } from '../stores/rooms.ts';
import s from './messages.module.css';
import { t } from './texts.ts';

interface Props {
  room: SmsTalk;
  quiet?: boolean | undefined;
}

export function SmsComposer({ room, quiet }: Props) {
  const { sms } = room.view.value;
  const stopped = sms.people.filter(({ e164 }) => sms.stopped.includes(e164)).map(({ name, national, e164 }) => name || national || e164);
  if (sms.erased) return <p class={s.instead}>{t('erased')}</p>;
  if (!sms.held) return <p class={s.instead}>{t('numberGone', { number: sms.number.national || sms.number.e164 })}</p>;
  if (stopped.length > 0 && stopped.length === sms.people.length) {
    return <p class={s.instead}>{t('allStopped', { people: stopped.join(', ') })}</p>;
  }
  const going = sms.people.length - stopped.length;
  return (
    <Composer
      room={room}
      placeholder={t('writeTo', { name: sms.people.length === 1 ? nameOfOne(sms.people[0]!) : t('theGroup') })}
      suggestions={[]}
      quiet={quiet}
      head={stopped.length > 0 ? <Notice>{t('someStopped', { people: stopped.join(', ') })}</Notice> : null}
      under={(text, files) => <Segments text={text} files={files} people={going} />}
      refuses={(files, text) => {
        const fault = mmsFault(sms.number, files);
        if (fault) return errorText(fault);
        return text.length > SMS.text ? errorText('sms_long') : '';
      }}
      onSend={(text, files) => void room.client.send(text, files)}
    />
  );
}

const nameOfOne = ({ name, national, e164 }: { name: string; national: string; e164: string }): string => name || national || e164;

/** How many SMS a text is, and what makes it more; nothing for no text. */
export function Segments({ text, files, people = 1 }: { text: string; files: number; people?: number }) {
  const { segments, left, forcing } = segmentsOf(text.trim());
  if (segments === 0 && files === 0) return null;
  const each = files > 0 ? t('asMms', { size: SMS.mms / 1024 / 1024 }) : t('segments', { count: segments, left });
  return (
    <p class={s.segments} aria-live="polite">
      {forcing.length > 0 && segments > 1 && files === 0 ? (
        <strong>{t('forced', { characters: forcing.slice(0, 3).join(' '), count: segments })} </strong>
      ) : null}
      {each}
      {people > 1 ? ` ${t('toEach', { count: people })}` : ''}
    </p>
  );
}
