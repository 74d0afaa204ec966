/** The account's numbers: whose they are, what is left of their month; new ones from the provider. */
import { Phone } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SiteInfo } from '../../protocol/api.ts';
import type { NumberInfo, NumberName } from '../../protocol/numbers.ts';
import { Button, Empty, Notice, Page, SelectField, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { personName } from '../stores/desk.ts';
import { Cap } from './cap.tsx';
import s from './numbers.module.css';
import { t } from './texts.ts';

export function Numbers() {
  const { route } = useLocation();
  const [numbers, setNumbers] = useState<NumberInfo[] | null>(null);
  const [sites, setSites] = useState<SiteInfo[]>([]);
  const [fault, setFault] = useState('');
  const [adding, setAdding] = useState(false);
  const load = () => {
    setFault('');
    const fail = (error: unknown) => setFault(errorText(error));
    get<NumberInfo[]>('/numbers').then(setNumbers, fail);
    get<SiteInfo[]>('/sites').then(setSites, fail);
  };
  useEffect(load, []);
  const namesOf = (number: NumberInfo): string =>
    [
      ...number.operators.map(({ user }) => personName(`o_${user}`)),
      ...number.sites.map((id) => sites.find((site) => site.id === id)?.settings.name ?? ''),
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('title')}</h1>
        <Button look="main" onClick={() => setAdding(true)}>
          {t('new')}
        </Button>
      </div>
      <p>{t('intro')}</p>
      {fault ? (
        <Notice tone="bad">
          {fault}
          <Button onClick={load}>{t('again')}</Button>
        </Notice>
      ) : numbers === null ? (
        <p role="status">{t('loading')}</p>
      ) : numbers.length === 0 ? (
        <Empty icon={<Phone aria-hidden="true" />} title={t('none')}>
          <p>{t('noneMore')}</p>
        </Empty>
      ) : (
        <section class={styles.card} aria-label={t('title')}>
          <ul class={styles.rows}>
            {numbers.map((number) => (
              <li key={number.id}>
                <div class={styles.grow}>
                  <strong class={s.number}>
                    <bdi>{number.display}</bdi>
                    {number.label ? ' · ' : ''}
                    <bdi>{number.label}</bdi>
                  </strong>
                  <p>{namesOf(number) ? t('assignedTo', { names: namesOf(number) }) : t('assignedNobody')}</p>
                  <Cap number={number} />
                </div>
                <span class={s.tags}>
                  {number.capabilities.map((one) => (
                    <span key={one} class={styles.tag}>
                      {t(one)}
                    </span>
                  ))}
                </span>
                <Button aria-label={t('editOne', { number: number.display })} onClick={() => route(`/app/settings/numbers/${number.id}`)}>
                  {t('edit')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {adding ? (
        <Add
          onClose={() => setAdding(false)}
          onDone={({ id, display }) => {
            toast(t('added', { number: display }));
            // What it is for is said next.
            route(`/app/settings/numbers/${id}`);
          }}
        />
      ) : null}
    </Page>
  );
}

/** Takes a number that the provider has. */
function Add({ onClose, onDone }: { onClose: () => void; onDone: (made: NumberInfo) => void }) {
  const [offered, setOffered] = useState<NumberName[] | null>(null);
  const [fault, setFault] = useState('');
  const [e164, setE164] = useState('');
  const [label, setLabel] = useState('');
  useEffect(() => {
    get<NumberName[]>('/numbers/offered').then(
      (found) => {
        setOffered(found);
        setE164(found[0]?.e164 ?? '');
      },
      (error) => setFault(errorText(error)),
    );
  }, []);
  return (
    <Dialog
      title={t('addTitle')}
      action={t('add')}
      ready={e164 !== ''}
      run={() => post<NumberInfo>('/numbers', { e164, label })}
      onDone={onDone}
      onClose={onClose}
    >
      {fault ? (
        <Notice tone="bad">{fault}</Notice>
      ) : offered === null ? (
        <p role="status">{t('loading')}</p>
      ) : offered.length === 0 ? (
        <p>{t('addNone')}</p>
      ) : (
        <>
          <SelectField
            label={t('number')}
            hint={t('addHint')}
            value={e164}
            onValue={setE164}
            options={offered.map((one) => [one.e164, `${one.display} (${one.capabilities.map((can) => t(can)).join(', ')})`] as const)}
          />
          <TextField label={t('label')} hint={t('labelHint')} dir="auto" maxLength={80} value={label} onValue={setLabel} />
        </>
      )}
    </Dialog>
  );
}
