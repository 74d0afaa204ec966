/** People outside whom the account knows: by letters, searched, added, changed, merged, brought in and taken out by the file. */
import { BookUser, Merge, MessageSquare, Pencil, Phone, Trash2 } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Contact, ContactPage } from '../../protocol/contacts.ts';
import type { OwnNumberInfo } from '../../protocol/numbers.ts';
import { Avatar, Button, Empty, IconButton, Notice, Page, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { del, get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { ringUp } from '../messages/ring-up.ts';
import { isAdmin } from '../stores/me.ts';
import s from './contacts.module.css';
import { EditContact, NEW_CONTACT } from './edit.tsx';
import { ImportContacts } from './import.tsx';
import { byLetter } from './letters.ts';
import { MergeContact } from './merge.tsx';
import { t } from './texts.ts';

type Open = { edit: Contact | null } | { merge: Contact } | { remove: Contact } | { file: File };

export default function Contacts() {
  const [found, setFound] = useState<ContactPage | null>(null);
  const [search, setSearch] = useState('');
  const [fault, setFault] = useState('');
  const [changes, setChanges] = useState(0);
  const [open, setOpen] = useState<Open | null>(null);
  const [caller, setCaller] = useState('');
  const file = useRef<HTMLInputElement>(null);

  const address = (after = '') => `/contacts?${new URLSearchParams({ q: search.trim(), after })}`;
  useEffect(() => {
    const asked = new AbortController();
    get<ContactPage>(address(), asked.signal).then(
      (page) => {
        setFault('');
        setFound(page);
      },
      (error) => asked.signal.aborted || setFault(errorText(error)),
    );
    return () => asked.abort();
  }, [search, changes]);
  // Who has no number to call with is offered no calls.
  useEffect(() => {
    get<OwnNumberInfo[]>('/numbers/own').then(
      (own) => setCaller(own.find(({ capabilities }) => capabilities.includes('voice'))?.id ?? ''),
      () => undefined,
    );
  }, []);
  const more = async (after: string) => {
    const next = await get<ContactPage>(address(after));
    setFound((before) => ({ ...next, contacts: [...(before?.contacts ?? []), ...next.contacts] }));
  };
  const again = () => setChanges((count) => count + 1);
  const done = (said: string) => {
    setOpen(null);
    toast(said);
    again();
  };

  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('title')}</h1>
        {isAdmin.value ? (
          <>
            <Button onClick={() => file.current?.click()}>{t('importFile')}</Button>
            <a class={`${styles.button} ${s.link}`} href="/api/contacts/export" download>
              {t('exportFile')}
            </a>
            <input
              ref={file}
              type="file"
              accept=".csv,text/csv"
              hidden
              onChange={({ currentTarget: picked }) => {
                const [csv] = picked.files ?? [];
                if (csv) setOpen({ file: csv });
                picked.value = '';
              }}
            />
          </>
        ) : null}
        <Button look="main" onClick={() => setOpen({ edit: null })}>
          {t('new')}
        </Button>
      </div>
      <p>{t('intro')}</p>
      <TextField label={t('search')} type="search" maxLength={200} value={search} onValue={setSearch} />
      {fault ? (
        <Notice tone="bad">
          {fault}
          <Button onClick={again}>{t('again')}</Button>
        </Notice>
      ) : found === null ? (
        <p role="status">{t('loading')}</p>
      ) : found.contacts.length === 0 ? (
        <Empty icon={<BookUser aria-hidden="true" />} title={t(search.trim() ? 'noneFound' : 'none')}>
          {search.trim() ? null : <p>{t('noneMore')}</p>}
        </Empty>
      ) : (
        byLetter(found.contacts).map(({ letter, contacts }) => (
          <section class={styles.card} key={letter} aria-label={letter || t('other')}>
            <h2 class={s.letter}>{letter || t('other')}</h2>
            <ul class={styles.rows}>
              {contacts.map((contact) => (
                <Line key={contact.id} contact={contact} caller={caller} onOpen={setOpen} />
              ))}
            </ul>
          </section>
        ))
      )}
      {found?.next ? (
        <div>
          <Button onClick={() => void more(found.next!).catch((error) => toast(errorText(error)))}>{t('more')}</Button>
        </div>
      ) : null}
      {open && 'edit' in open ? (
        <EditContact contact={open.edit ?? NEW_CONTACT} onClose={() => setOpen(null)} onDone={() => done(t('saved'))} />
      ) : null}
      {open && 'merge' in open ? (
        <MergeContact contact={open.merge} onClose={() => setOpen(null)} onDone={() => done(t('merged'))} />
      ) : null}
      {open && 'file' in open ? <ImportContacts file={open.file} onClose={() => setOpen(null)} onDone={done} /> : null}
      {open && 'remove' in open ? (
        <Dialog
          title={t('deleteTitle', { name: open.remove.name })}
          action={t('delete')}
          danger
          run={() => del(`/contacts/${open.remove.id}`)}
          onDone={() => done(t('deleted', { name: open.remove.name }))}
          onClose={() => setOpen(null)}
        >
          <p>{t('deleteHint')}</p>
        </Dialog>
      ) : null}
    </Page>
  );
}

/** One of them, with what can be done on hover and focus. `caller`: the own number that they see when they are called; empty for none. */
function Line({ contact, caller, onOpen }: { contact: Contact; caller: string; onOpen: (open: Open) => void }) {
  const { name, organisation, email, numbers } = contact;
  const [first] = numbers;
  return (
    <li>
      <span class={s.face}>
        <Avatar name={name} />
      </span>
      <div class={styles.grow}>
        <button type="button" class={s.name} onClick={() => onOpen({ edit: contact })}>
          <bdi>{name}</bdi>
        </button>
        <p>
          {[organisation, ...numbers.map(({ display }) => display), email].filter(Boolean).map((part, at) => (
            <span key={part}>
              {at ? ' · ' : ''}
              <bdi>{part}</bdi>
            </span>
          ))}
        </p>
      </div>
      <div class={s.acts}>
        {first ? (
          <a
            class={`${styles.button} ${styles.icon} ${styles.small} ${s.link}`}
            href={`/app/messages?to=${encodeURIComponent(first.e164)}`}
            title={t('write', { name })}
            aria-label={t('write', { name })}
          >
            <MessageSquare aria-hidden="true" />
          </a>
        ) : null}
        {first && caller ? (
          <IconButton small label={t('call', { name })} onClick={() => ringUp(caller, first.e164)}>
            <Phone aria-hidden="true" />
          </IconButton>
        ) : null}
        <IconButton small label={t('edit', { name })} onClick={() => onOpen({ edit: contact })}>
          <Pencil aria-hidden="true" />
        </IconButton>
        <IconButton small label={t('mergeOne', { name })} onClick={() => onOpen({ merge: contact })}>
          <Merge aria-hidden="true" />
        </IconButton>
        {isAdmin.value ? (
          <IconButton small label={t('deleteOne', { name })} onClick={() => onOpen({ remove: contact })}>
            <Trash2 aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
    </li>
  );
}
