/** A dialog that asks for something typed, and stays with what is wrong until it is right. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, Notice, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { errorText } from '../i18n/errors.ts';
import { t } from './texts.ts';

interface Props {
  title: string;
  action: string;
  danger?: boolean;
  onClose: () => void;
  /** Does it; what is thrown is shown. */
  run: () => Promise<void>;
  children: ComponentChildren;
}

export function Ask({ title, action, danger, onClose, run, children }: Props) {
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setFault('');
    await run().catch((error) => setFault(errorText(error)));
    setBusy(false);
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={danger ? 'danger' : 'main'} type="submit" disabled={busy}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {fault ? <Notice tone="bad">{fault}</Notice> : null}
    </Dialog>
  );
}

export const PresentPassword = ({ value, onValue }: { value: string; onValue: (value: string) => void }) => (
  <TextField label={t('password')} type="password" autocomplete="current-password" required value={value} onValue={onValue} />
);
