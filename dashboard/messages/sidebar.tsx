/** Colleagues with their presence and extensions, and contacts; whoever is pointed at, or has the focus, can be written to and called. */
import { MessageSquare, Phone, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Contact } from '../../protocol/contacts.ts';
import type { Colleague } from '../../protocol/frames.ts';
import { Avatar, IconButton, Notice } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { errorText } from '../i18n/errors.ts';
import { openDirect, roomPath, tried } from '../operators/rooms.ts';
import { myId, people } from '../stores/desk.ts';
import { show } from '../stores/docks.ts';
import s from './messages.module.css';
import { canCall, canSms, ownNumbers, usualNumber } from './own-numbers.ts';
import { useContacts } from './recipient-field.tsx';
import { colleaguesFor } from './recipients.ts';
import { ringUp } from './ring-up.ts';
import { existing } from './start.ts';
import { t } from './texts.ts';

interface Props {
  /** Shown above the page, where that is narrow. */
  open: boolean;
  onClose: () => void;
}

export function Sidebar({ open, onClose }: Props) {
  const [text, setText] = useState('');
  const { contacts, next, error } = useContacts(text.trim());
  const colleagues = colleaguesFor(text, people.value).filter(({ id }) => id !== myId.value);
  return (
    <aside class={`${s.sidebar} ${open ? s.open : ''}`} aria-label={t('contacts')}>
      <div class={s.find}>
        <input
          type="search"
          list={undefined}
          aria-label={t('findPeople')}
          placeholder={t('findPeople')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <IconButton class={s.close!} label={t('close')} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div class={s.lists}>
        {colleagues.length > 0 ? (
          <>
            <h2>{t('colleagues')}</h2>
            <ul>
              {colleagues.map((person) => (
                <OneColleague key={person.id} person={person} />
              ))}
            </ul>
          </>
        ) : null}
        <h2>{t('contactsTitle')}</h2>
        {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
        <ul>
          {contacts.map((contact) => (
            <OneContact key={contact.id} contact={contact} />
          ))}
        </ul>
        {!error && contacts.length === 0 ? <p class={s.hint}>{t(text ? 'nobodyFound' : 'noContacts')}</p> : null}
        {next ? <p class={s.hint}>{t('moreContacts')}</p> : null}
      </div>
    </aside>
  );
}

function OneColleague({ person: { id, name, photo, presence, extension, seen } }: { person: Colleague }) {
  const { route } = useLocation();
  const said = presence === 'offline' && seen ? t('seen', { time: dateTime(seen) }) : t(presence);
  const open = () => tried(openDirect(id));
  return (
    <li class={s.person}>
      <Avatar name={name} photo={photo} presence={presence} />
      <div>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span>{[said, extension && t('extensionOf', { digits: extension })].filter(Boolean).join(' · ')}</span>
      </div>
      <span class={s.acts}>
        <IconButton small label={t('messageTo', { name })} onClick={() => void open().then((opened) => opened && show(opened.room))}>
          <MessageSquare aria-hidden="true" />
        </IconButton>
        <IconButton
          small
          label={t('callTo', { name })}
          onClick={() => void open().then((opened) => opened && route(`${roomPath(opened.room)}?join=1`))}
        >
          <Phone aria-hidden="true" />
        </IconButton>
      </span>
    </li>
  );
}

function OneContact({ contact: { name, organisation, numbers } }: { contact: Contact }) {
  const { route } = useLocation();
  const [number] = numbers;
  const shown = name || number?.display || '';
  const own = ownNumbers.value ?? [];
  const writer = usualNumber(own.filter(canSms));
  const caller = usualNumber(own.filter(canCall));
  const write = (e164: string) => {
    const there = existing([{ kind: 'number', number: e164, name }], writer?.id);
    if (there) show(there);
    else route(`/app/messages?${new URLSearchParams({ to: e164 })}`);
  };
  return (
    <li class={s.person}>
      <Avatar name={shown} />
      <div>
        <strong>
          <bdi>{shown}</bdi>
        </strong>
        <span>{[organisation, number?.display].filter(Boolean).join(' · ')}</span>
      </div>
      {number ? (
        <span class={s.acts}>
          <IconButton small label={t('messageTo', { name: shown })} onClick={() => write(number.e164)}>
            <MessageSquare aria-hidden="true" />
          </IconButton>
          {caller ? (
            <IconButton small label={t('callTo', { name: shown })} onClick={() => ringUp(caller.id, number.e164)}>
              <Phone aria-hidden="true" />
            </IconButton>
          ) : null}
        </span>
      ) : null}
    </li>
  );
}
