import { useEffect, useState } from 'preact/hooks';
import type { MobileInfo } from '../../protocol/api.ts';
import { Button, Notice, Switch, styles, TextField } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { del, get, HttpError, post, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import s from './settings.module.css';
import { t } from './texts.ts';

/** One's own mobile number, confirmed by a code, and whether one answers visitors by SMS when no app is connected. */
export function Mobile() {
  const [info, setInfo] = useState<MobileInfo | null>(null);
  const [failed, setFailed] = useState('');
  const [changing, setChanging] = useState(false);
  const load = () => {
    setFailed('');
    get<MobileInfo>('/me/mobile').then(setInfo, (error) => setFailed(errorText(error)));
  };
  useEffect(load, []);
  const change = (step: Promise<MobileInfo>) => step.then(setInfo, (error) => toast(errorText(error)));
  return (
    <section class={styles.card} aria-busy={!info && !failed}>
      <h2>{t('mobile')}</h2>
      <p class={styles.hint}>{t('mobileHint')}</p>
      {failed ? (
        <Notice tone="bad">
          {failed} <Button onClick={load}>{t('tryAgain')}</Button>
        </Notice>
      ) : null}
      {info && !info.available && !info.number ? <Notice>{t('mobileUnavailable')}</Notice> : null}
      {info?.number ? (
        <>
          <div class={styles.bar}>
            <strong dir="ltr">{info.number}</strong>
            {info.available ? <Button onClick={() => setChanging(!changing)}>{t('mobileChange')}</Button> : null}
            <Button look="quiet" onClick={() => void change(del<MobileInfo>('/me/mobile'))}>
              {t('mobileRemove')}
            </Button>
          </div>
          {info.stopped ? (
            <Notice tone="bad">{info.from ? t('mobileStopped', { number: info.from }) : t('mobileStoppedNowhere')}</Notice>
          ) : (
            <Switch
              label={t('mobileTexts')}
              checked={info.texts}
              onChange={(texts) => void change(put<MobileInfo>('/me/mobile', { texts }))}
            />
          )}
          {info.texts && !info.available ? <Notice tone="bad">{t('mobileUnavailable')}</Notice> : null}
          <p class={styles.hint}>{t('mobileTextsHint')}</p>
        </>
      ) : null}
      {info?.available && (!info.number || changing || info.pending) ? (
        <Confirming
          pending={info.pending}
          onInfo={(next) => {
            setInfo(next);
            if (!next.pending) setChanging(false);
          }}
        />
      ) : null}
    </section>
  );
}

/** Asks for the number, then for the code that went there. */
function Confirming({ pending, onInfo }: { pending: string | undefined; onInfo: (info: MobileInfo) => void }) {
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<{ field: 'number' | 'code'; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (field: 'number' | 'code', step: () => Promise<MobileInfo>) => {
    setBusy(true);
    setFault(null);
    try {
      onInfo(await step());
      if (field === 'number') setCode('');
      else toast(t('mobileConfirmed'));
    } catch (error) {
      const about =
        error instanceof HttpError && ['not_mobile', 'not_a_number', 'unknown_country', 'own_number', 'bad_code'].includes(error.code);
      if (about) setFault({ field, text: errorText(error) });
      else toast(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form
        class={s.steps}
        onSubmit={(event) => {
          event.preventDefault();
          void send('number', () => post<MobileInfo>('/me/mobile', { number }));
        }}
      >
        <TextField
          label={t('mobileNumber')}
          hint={t('mobileNumberHint')}
          fault={fault?.field === 'number' ? fault.text : undefined}
          required
          maxLength={40}
          inputMode="tel"
          autocomplete="tel"
          dir="ltr"
          value={number}
          onValue={setNumber}
        />
        <div>
          <Button look={pending ? undefined : 'main'} type="submit" disabled={busy}>
            {t(pending ? 'mobileSendAgain' : 'mobileSend')}
          </Button>
        </div>
      </form>
      {pending ? (
        <form
          class={s.steps}
          onSubmit={(event) => {
            event.preventDefault();
            void send('code', () => post<MobileInfo>('/me/mobile/confirm', { code }));
          }}
        >
          <TextField
            label={t('mobileCode', { number: pending })}
            hint={t('mobileCodeHint')}
            fault={fault?.field === 'code' ? fault.text : undefined}
            required
            maxLength={10}
            inputMode="numeric"
            autocomplete="one-time-code"
            value={code}
            onValue={setCode}
          />
          <div>
            <Button look="main" type="submit" disabled={busy}>
              {t('mobileConfirm')}
            </Button>
          </div>
        </form>
      ) : null}
    </>
  );
}
