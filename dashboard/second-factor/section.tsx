/** The part of the sign-in settings that is about second factors. */
import { useEffect, useState } from 'preact/hooks';
import type { SecondFactor as Factors } from '../../protocol/api.ts';
import { Button, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { AppSetup } from './app-setup.tsx';
import { Passkeys } from './passkeys.tsx';
import { PresentPassword } from './password.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { t } from './texts.ts';

type Open = 'set-up' | 'off' | 'codes' | null;

export function SecondFactor() {
  const [factors, setFactors] = useState<Factors | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const [fresh, setFresh] = useState<string[] | null>(null);
  const load = () => get<Factors>('/me/second-factor').then(setFactors, (error) => toast(errorText(error)));
  useEffect(() => {
    void load();
  }, []);
  if (!factors) return null;
  const close = () => {
    setOpen(null);
    setFresh(null);
    void load();
  };
  return (
    <>
      <section class={styles.card}>
        <h2>{t('title')}</h2>
        <p class={styles.hint}>{t('intro')}</p>
        <p>{factors.app ? `${t('on')} ${t('codesLeft', { count: factors.codes })}` : t('off')}</p>
        <div class={styles.bar}>
          {factors.app ? (
            <>
              <Button onClick={() => setOpen('codes')}>{t('newCodes')}</Button>
              <Button look="quiet" onClick={() => setOpen('off')}>
                {t('switchOff')}
              </Button>
            </>
          ) : (
            <Button look="main" onClick={() => setOpen('set-up')}>
              {t('setUp')}
            </Button>
          )}
        </div>
      </section>
      <Passkeys all={factors.passkeys} onChange={() => void load()} />
      {open === 'set-up' ? <AppSetup onClose={close} /> : null}
      {open === 'off' ? (
        <WithPassword
          title={t('switchOffTitle')}
          text={t('switchOffText')}
          action={t('switchOff')}
          danger
          onClose={close}
          run={(password) => post('/me/second-factor/app/off', { password })}
          onDone={() => {
            toast(t('switchedOff'));
            close();
          }}
        />
      ) : null}
      {open === 'codes' && !fresh ? (
        <WithPassword
          title={t('newCodes')}
          text={t('newCodesText')}
          action={t('continue')}
          onClose={close}
          run={(password) => post<{ codes: string[] }>('/me/second-factor/codes', { password })}
          onDone={({ codes }) => setFresh(codes)}
        />
      ) : null}
      {fresh ? <RecoveryCodes codes={fresh} onClose={close} /> : null}
    </>
  );
}

interface WithPasswordProps<T> {
  title: string;
  text: string;
  action: string;
  danger?: boolean;
  onClose: () => void;
  run: (password: string) => Promise<T>;
  onDone: (done: T) => void;
}

function WithPassword<T>({ text, run, ...rest }: WithPasswordProps<T>) {
  const [password, setPassword] = useState('');
  return (
    <Dialog {...rest} run={() => run(password)}>
      <p>{text}</p>
      <PresentPassword value={password} onValue={setPassword} />
    </Dialog>
  );
}
