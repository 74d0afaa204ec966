/** Setting an authenticator app up: the password, the secret, a first code, the recovery codes. */
import { useState } from 'preact/hooks';
import { renderSVG } from 'uqr';
import type { AppSecret } from '../../protocol/api.ts';
import { TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { post } from '../http.ts';
import { PresentPassword } from './password.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import s from './second-factor.module.css';
import { t } from './texts.ts';

/** `onClose` says whether the app is on now. */
export function AppSetup({ onClose }: { onClose: (on: boolean) => void }) {
  const [password, setPassword] = useState('');
  const [begun, setBegun] = useState<AppSecret | null>(null);
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onClose={() => onClose(true)} />;
  if (!begun) {
    return (
      <Dialog
        key="password"
        title={t('setUp')}
        action={t('continue')}
        onClose={() => onClose(false)}
        run={() => post<AppSecret>('/me/second-factor/app', { password })}
        onDone={setBegun}
      >
        <PresentPassword value={password} onValue={setPassword} />
      </Dialog>
    );
  }
  return (
    <Dialog
      key="code"
      title={t('setUp')}
      action={t('confirm')}
      onClose={() => onClose(false)}
      run={() => post<{ codes: string[] }>('/me/second-factor/app/confirm', { code })}
      onDone={(done) => setCodes(done.codes)}
    >
      <p>{t('scan')}</p>
      <img class={s.qr} src={qrCode(begun.uri)} alt="" />
      <div>
        <strong>{t('secret')}</strong>
        <p class={s.secret}>{begun.secret.match(/.{1,4}/g)?.join(' ')}</p>
      </div>
      <TextField
        label={t('code')}
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={10}
        required
        autofocus
        value={code}
        onValue={setCode}
      />
    </Dialog>
  );
}

const qrCode = (text: string): string => `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`;
