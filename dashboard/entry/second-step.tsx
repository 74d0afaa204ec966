/** The second step of signing in: a code of the app, or a recovery code. */
import { useState } from 'preact/hooks';
import { Button, Notice, Switch, TextField } from '../design/controls.tsx';
import { HttpError, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { EntryForm } from './form.tsx';
import { t } from './texts.ts';

export function SecondStep({ enter, back }: { enter: () => Promise<void>; back: () => void }) {
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const [over, setOver] = useState('');
  // The password has to come again: no code counts any more.
  if (over) {
    return (
      <EntryForm title={t('stepTitle')} action={t('back')} submit={async () => back()}>
        <Notice tone="bad">{over}</Notice>
      </EntryForm>
    );
  }
  return (
    <EntryForm
      title={t('stepTitle')}
      intro={recovery ? t('stepRecovery') : t('stepIntro')}
      action={t('signIn')}
      submit={async () => {
        try {
          await post('/sign-in/code', { code, trust });
          await enter();
        } catch (error) {
          setCode('');
          if (!(error instanceof HttpError) || error.code !== 'step_over') throw error;
          setOver(errorText(error));
        }
      }}
      below={
        <>
          <Button
            look="quiet"
            onClick={() => {
              setRecovery(!recovery);
              setCode('');
            }}
          >
            {recovery ? t('useApp') : t('useRecovery')}
          </Button>
          <Button look="quiet" onClick={back}>
            {t('back')}
          </Button>
        </>
      }
    >
      <TextField
        key={recovery ? 'recovery' : 'app'}
        label={recovery ? t('recoveryCode') : t('appCode')}
        inputMode={recovery ? 'text' : 'numeric'}
        autocomplete={recovery ? 'off' : 'one-time-code'}
        autocapitalize="off"
        spellcheck={false}
        maxLength={20}
        required
        autofocus
        value={code}
        onValue={setCode}
      />
      <Switch label={t('trust')} checked={trust} onChange={setTrust} />
    </EntryForm>
  );
}
