/** One contact: what is known of them, with any number of numbers and of fields of one's own. */
import { X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { Contact } from '../../protocol/contacts.ts';
import { Button, IconButton, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { HttpError, post, put } from '../http.ts';
import s from './contacts.module.css';
import { t } from './texts.ts';

/** One that is not there yet. */
export const NEW_CONTACT: Contact = { id: '', name: '', email: '', organisation: '', numbers: [], custom: {}, updatedAt: 0 };

/** What the server allows of one contact. */
const MAX_NUMBERS = 10;

const without = <T,>(all: T[], at: number): T[] => all.filter((_, index) => index !== at);
const replaced = <T,>(all: T[], at: number, one: T): T[] => all.map((before, index) => (index === at ? one : before));

export function EditContact({ contact, onClose, onDone }: { contact: Contact; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState(contact.name);
  const [organisation, setOrganisation] = useState(contact.organisation);
  const [email, setEmail] = useState(contact.email);
  const [numbers, setNumbers] = useState(() => (contact.numbers.length > 0 ? contact.numbers.map(({ display }) => display) : ['']));
  const [fields, setFields] = useState(() => Object.entries(contact.custom));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const save = async () => {
    setFaults({});
    const custom = Object.fromEntries(fields.flatMap(([key, value]) => (key.trim() && value.trim() ? [[key.trim(), value.trim()]] : [])));
    const body = { name, organisation, email: email.trim(), numbers: numbers.filter((number) => number.trim()), custom };
    try {
      await (contact.id ? put(`/contacts/${contact.id}`, body) : post('/contacts', body));
    } catch (error) {
      if (error instanceof HttpError) setFaults(error.fields);
      throw error;
    }
  };
  return (
    <Dialog title={contact.id ? contact.name : t('new')} action={t('save')} run={save} onDone={onDone} onClose={onClose}>
      <TextField
        label={t('name')}
        dir="auto"
        maxLength={300}
        value={name}
        onValue={setName}
        fault={faults.name === undefined ? undefined : t('fault_name')}
      />
      <TextField label={t('organisation')} dir="auto" maxLength={300} value={organisation} onValue={setOrganisation} />
      <TextField
        label={t('email')}
        type="email"
        maxLength={254}
        value={email}
        onValue={setEmail}
        fault={faults.email === undefined ? undefined : t('fault_email')}
      />
      <fieldset class={s.group}>
        <legend class={styles.label}>{t('numbers')}</legend>
        {numbers.map((number, at) => (
          <div class={s.pair} key={at}>
            <TextField
              label={t('number', { at: at + 1 })}
              inputMode="tel"
              dir="ltr"
              maxLength={40}
              value={number}
              onValue={(value) => setNumbers(replaced(numbers, at, value))}
            />
            <IconButton label={t('removeNumber', { at: at + 1 })} onClick={() => setNumbers(without(numbers, at))}>
              <X aria-hidden="true" />
            </IconButton>
          </div>
        ))}
        <p class={faults.numbers === undefined ? styles.hint : styles.fault} role={faults.numbers === undefined ? undefined : 'alert'}>
          {t(faults.numbers === undefined ? 'numbersHint' : 'fieldNumbers')}
        </p>
        {numbers.length < MAX_NUMBERS ? (
          <div>
            <Button small onClick={() => setNumbers([...numbers, ''])}>
              {t('addNumber')}
            </Button>
          </div>
        ) : null}
      </fieldset>
      <fieldset class={s.group}>
        <legend class={styles.label}>{t('fields')}</legend>
        {fields.map(([key, value], at) => (
          <div class={s.pair} key={at}>
            <TextField
              label={t('fieldName', { at: at + 1 })}
              dir="auto"
              maxLength={60}
              value={key}
              onValue={(next) => setFields(replaced(fields, at, [next, value]))}
            />
            <TextField
              label={t('fieldValue', { at: at + 1 })}
              dir="auto"
              maxLength={300}
              value={value}
              onValue={(next) => setFields(replaced(fields, at, [key, next]))}
            />
            <IconButton label={t('removeField', { at: at + 1 })} onClick={() => setFields(without(fields, at))}>
              <X aria-hidden="true" />
            </IconButton>
          </div>
        ))}
        {faults.custom === undefined ? null : (
          <p class={styles.fault} role="alert">
            {t('fault_custom')}
          </p>
        )}
        <div>
          <Button small onClick={() => setFields([...fields, ['', '']])}>
            {t('addField')}
          </Button>
        </div>
      </fieldset>
    </Dialog>
  );
}
