/** Makes two contacts one: the other is looked for and chosen. */
import { useEffect, useState } from 'preact/hooks';
import type { Contact, ContactPage } from '../../protocol/contacts.ts';
import { styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './contacts.module.css';
import { t } from './texts.ts';

/** So many are offered; who is not among them is found by more letters. */
const SHOWN = 20;

export function MergeContact({ contact, onClose, onDone }: { contact: Contact; onClose: () => void; onDone: () => void }) {
  const { id, name } = contact;
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<Contact[] | null>(null);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    const asked = new AbortController();
    get<ContactPage>(`/contacts?${new URLSearchParams({ q: search.trim() })}`, asked.signal).then(
      ({ contacts }) => setFound(contacts.filter((one) => one.id !== id).slice(0, SHOWN)),
      (error) => asked.signal.aborted || toast(errorText(error)),
    );
    return () => asked.abort();
  }, [search]);
  const isShown = found?.some((one) => one.id === chosen) ?? false;
  return (
    <Dialog
      title={t('mergeTitle', { name })}
      action={t('merge')}
      ready={isShown}
      run={() => post(`/contacts/${id}/merge`, { from: chosen })}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('mergeHint', { name })}</p>
      <TextField label={t('mergeSearch')} type="search" maxLength={200} value={search} onValue={setSearch} />
      <fieldset class={s.group}>
        <legend class={styles.label}>{t('mergeChoose')}</legend>
        {found?.length === 0 ? <p>{t('noneFound')}</p> : null}
        <div class={s.found}>
          {found?.map((one) => (
            <label key={one.id}>
              <input type="radio" name="other" checked={one.id === chosen} onChange={() => setChosen(one.id)} />
              <span>
                <bdi>{one.name}</bdi>{' '}
                <small>{[one.organisation, ...one.numbers.map(({ display }) => display), one.email].filter(Boolean).join(' · ')}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </Dialog>
  );
}
