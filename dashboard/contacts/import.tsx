/** A file of contacts: what it would make, add to and leave out, row by row, before anything is written. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ContactsImported, ContactsPreview } from '../../protocol/contacts.ts';
import { Notice, SelectField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { post, request } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './contacts.module.css';
import { regions } from './regions.ts';
import { t } from './texts.ts';

/** Rows of each table; a dialog is no place for thousands. */
const SHOWN = 100;

interface Props {
  file: File;
  onClose: () => void;
  onDone: (said: string) => void;
}

export function ImportContacts({ file, onClose, onDone }: Props) {
  const [region, setRegion] = useState('');
  const [preview, setPreview] = useState<ContactsPreview | null>(null);
  const [fault, setFault] = useState('');
  const countries = useMemo(() => [['', t('regionOwn')] as const, ...regions()], []);
  const query = new URLSearchParams(region ? { region } : {});
  useEffect(() => {
    const asked = new AbortController();
    const look = async () => {
      const found = await request<ContactsPreview>('POST', `/contacts/import?preview&${query}`, await file.text(), asked.signal);
      setFault('');
      setPreview(found);
    };
    look().catch((error) => asked.signal.aborted || setFault(errorText(error)));
    return () => asked.abort();
  }, [region]);
  const taken = preview && !fault ? preview.created + preview.updated : 0;
  return (
    <Dialog
      title={t('importTitle', { file: file.name })}
      action={t('importRun', { count: taken })}
      ready={taken > 0}
      run={async () => post<ContactsImported>(`/contacts/import?${query}`, await file.text())}
      onDone={({ created, updated }) => onDone(t('importDone', { created, updated }))}
      onClose={onClose}
    >
      {fault ? <Notice tone="bad">{fault}</Notice> : preview ? <Counts preview={preview} /> : <p role="status">{t('loading')}</p>}
      <SelectField label={t('region')} value={region} onValue={setRegion} options={countries} />
      {preview && !fault ? (
        <>
          <Lines title={t('refusedRows')} last={t('fault')} lines={preview.faults.map(({ row, reason }) => [row, t(`fault_${reason}`)])} />
          <Lines
            title={t('takenRows')}
            last={t('what')}
            lines={preview.rows.map(({ row, name, contact }) => [
              row,
              `${name}: ${contact ? t('becomesPart', { name: contact }) : t('becomesNew')}`,
            ])}
          />
        </>
      ) : null}
    </Dialog>
  );
}

function Counts({ preview: { created, updated, faults } }: { preview: ContactsPreview }) {
  const parts = [
    created ? t('importNew', { count: created }) : '',
    updated ? t('importUpdated', { count: updated }) : '',
    faults.length ? t('importRefused', { count: faults.length }) : '',
  ].filter(Boolean);
  return <p role="status">{created + updated > 0 ? `${parts.join(' · ')}.` : t('importNothing')}</p>;
}

function Lines({ title, last, lines }: { title: string; last: string; lines: [row: number, text: string][] }) {
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section class={s.lines} aria-label={title} tabIndex={0}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('row')}</th>
            <th scope="col">{last}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, SHOWN).map(([row, text]) => (
            <tr key={row}>
              <td>{row}</td>
              <td dir="auto">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > SHOWN ? <p>{t('importMore', { count: lines.length - SHOWN })}</p> : null}
    </section>
  );
}
