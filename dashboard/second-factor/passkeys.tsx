/** A person's passkeys: add, rename, remove. */
import Bowser from 'bowser';
import { useState } from 'preact/hooks';
import type { PasskeyInfo } from '../../protocol/api.ts';
import { Button, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { del, put } from '../http.ts';
import { PresentPassword } from './password.tsx';
import { t } from './texts.ts';
import { addPasskey, hasPasskeys } from './webauthn.ts';

export function Passkeys({ all, onChange }: { all: PasskeyInfo[]; onChange: () => void }) {
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<PasskeyInfo | null>(null);
  const [removing, setRemoving] = useState<PasskeyInfo | null>(null);
  const close = () => {
    setAdding(false);
    setRenaming(null);
    setRemoving(null);
    onChange();
  };
  return (
    <section class={styles.card}>
      <h2>{t('passkeys')}</h2>
      <p class={styles.hint}>{t('passkeysIntro')}</p>
      {all.length === 0 ? <p>{t('passkeysNone')}</p> : null}
      <ul class={styles.rows}>
        {all.map((passkey) => (
          <li key={passkey.id}>
            <div class={styles.grow}>
              <strong>{passkey.name}</strong>
              <p>{t('added', { time: dateTime(passkey.createdAt) })}</p>
            </div>
            <Button aria-label={t('renameOf', { name: passkey.name })} onClick={() => setRenaming(passkey)}>
              {t('rename')}
            </Button>
            <Button look="quiet" aria-label={t('removeOf', { name: passkey.name })} onClick={() => setRemoving(passkey)}>
              {t('remove')}
            </Button>
          </li>
        ))}
      </ul>
      {hasPasskeys() ? (
        <div>
          <Button onClick={() => setAdding(true)}>{t('passkeyNew')}</Button>
        </div>
      ) : (
        <p class={styles.hint}>{t('passkeysUnknown')}</p>
      )}
      {adding ? <AddPasskey onClose={close} /> : null}
      {renaming ? <Rename passkey={renaming} onClose={close} /> : null}
      {removing ? (
        <Dialog
          title={t('removeTitle', { name: removing.name })}
          action={t('remove')}
          danger
          onClose={close}
          run={() => del(`/me/passkeys/${removing.id}`)}
        >
          <p>{t('removeText')}</p>
        </Dialog>
      ) : null}
    </section>
  );
}

/** Makes a passkey on this device, under a name. `onClose` says whether there is one more. */
export function AddPasskey({ onClose }: { onClose: (added: boolean) => void }) {
  const [name, setName] = useState(deviceName);
  const [password, setPassword] = useState('');
  return (
    <Dialog
      title={t('passkeyNew')}
      action={t('continue')}
      onClose={() => onClose(false)}
      run={() => addPasskey(name, password)}
      onDone={() => {
        toast(t('passkeyAdded'));
        onClose(true);
      }}
    >
      <TextField label={t('passkeyName')} required maxLength={80} value={name} onValue={setName} />
      <PresentPassword value={password} onValue={setPassword} />
    </Dialog>
  );
}

function Rename({ passkey, onClose }: { passkey: PasskeyInfo; onClose: () => void }) {
  const [name, setName] = useState(passkey.name);
  return (
    <Dialog
      title={t('renameOf', { name: passkey.name })}
      action={t('save')}
      onClose={onClose}
      run={() => put(`/me/passkeys/${passkey.id}`, { name })}
    >
      <TextField label={t('passkeyName')} required maxLength={80} value={name} onValue={setName} />
    </Dialog>
  );
}

function deviceName(): string {
  const { browser, os } = Bowser.parse(navigator.userAgent);
  return [browser.name, os.name].filter(Boolean).join(' · ');
}
