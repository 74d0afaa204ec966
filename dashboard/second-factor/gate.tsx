/** In place of the dashboard, while the account asks for a second factor that is not there. */
import { useEffect, useState } from 'preact/hooks';
import type { SecondFactor } from '../../protocol/api.ts';
import { Button, Notice } from '../design/controls.tsx';
import { entryStyles as entry } from '../design/entry-form.tsx';
import { Brand } from '../entry/form.tsx';
import { get, put } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { loadMe, me, signOut } from '../stores/me.ts';
import { AppSetup } from './app-setup.tsx';
import { AddPasskey } from './passkeys.tsx';
import { t } from './texts.ts';
import { hasPasskeys, signInWithPasskey } from './webauthn.ts';

export default function SecondFactorGate() {
  const [factors, setFactors] = useState<SecondFactor | null>(null);
  const [open, setOpen] = useState<'app' | 'passkey' | null>(null);
  const [fault, setFault] = useState('');
  const fail = (error: unknown) => setFault(errorText(error));
  useEffect(() => {
    get<SecondFactor>('/me/second-factor').then(setFactors, fail);
  }, []);
  const close = (done: boolean) => {
    setOpen(null);
    if (done) void loadMe().catch(fail);
  };
  const { account, accounts = [] } = me.value!;
  if (!factors) return <main class={entry.page}>{fault ? <Notice tone="bad">{fault}</Notice> : null}</main>;
  // Whoever has a passkey shows it: otherwise a stolen password could add another factor.
  const known = factors.passkeys.length > 0;
  return (
    <main class={entry.page}>
      <section class={entry.card}>
        <span class={entry.brand}>
          <Brand />
        </span>
        <h1>{t('neededTitle')}</h1>
        <p>{t(known ? 'neededPasskey' : 'needed', { account: account.name })}</p>
        {fault ? <Notice tone="bad">{fault}</Notice> : null}
        {known ? (
          <Button look="main" onClick={() => void signInWithPasskey().then(loadMe).catch(fail)}>
            {t('usePasskey')}
          </Button>
        ) : (
          <>
            <Button look="main" onClick={() => setOpen('app')}>
              {t('setUp')}
            </Button>
            {hasPasskeys() ? <Button onClick={() => setOpen('passkey')}>{t('passkeyNew')}</Button> : null}
          </>
        )}
        {accounts
          .filter(({ id }) => id !== account.id)
          .map(({ id, name }) => (
            <Button key={id} look="quiet" onClick={() => void put('/me/account', { account: id }).then(loadMe).catch(fail)}>
              {t('otherAccount', { account: name })}
            </Button>
          ))}
        <Button look="quiet" onClick={() => void signOut().catch(fail)}>
          {t('signOut')}
        </Button>
      </section>
      {open === 'app' ? <AppSetup onClose={close} /> : null}
      {open === 'passkey' ? <AddPasskey onClose={close} /> : null}
    </main>
  );
}
