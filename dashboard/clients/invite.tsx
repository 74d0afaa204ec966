/** Invites one or many: addresses as they are pasted, a word of one's own, the language of the mail. */
import { useState } from 'preact/hooks';
import { AreaField, Notice, SelectField, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { post } from '../http.ts';
import { LANGUAGES, language } from '../i18n/catalog.ts';
import { errorText } from '../i18n/errors.ts';
import { readInvitees } from './addresses.ts';
import { t } from './texts.ts';

interface Props {
  onClose: () => void;
  /** So many mails are on their way. */
  onSent: (count: number) => void;
}

interface Failed {
  line: string;
  fault: string;
}

export function Invite({ onClose, onSent }: Props) {
  const [text, setText] = useState('');
  const [message, setMessage] = useState('');
  const [tongue, setTongue] = useState<string>(language.value);
  const [faults, setFaults] = useState<string[]>([]);
  const names = new Intl.DisplayNames(undefined, { type: 'language' });
  const { invitees, unclear } = readInvitees(text);

  /** One after the other; answers those who could not be invited. */
  const send = async (): Promise<Failed[]> => {
    const failed: Failed[] = [];
    for (const { email, name } of invitees) {
      try {
        await post('/clients', { email, name, message, language: tongue });
      } catch (error) {
        failed.push({ line: `${name} <${email}>`, fault: `${email}: ${errorText(error)}` });
      }
    }
    return failed;
  };
  /** Those who could not be invited stay in the field, with what was wrong. */
  const sent = (failed: Failed[]) => {
    onSent(invitees.length - failed.length);
    const left = [...failed.map(({ line }) => line), ...unclear];
    if (left.length === 0) return onClose();
    setText(left.join('\n'));
    setFaults(failed.map(({ fault }) => fault));
  };

  return (
    <Dialog
      title={t('inviteTitle')}
      action={t('send', { count: invitees.length })}
      ready={invitees.length > 0}
      run={send}
      onDone={sent}
      onClose={onClose}
    >
      <AreaField label={t('addresses')} hint={t('addressesHint')} rows={4} required value={text} onValue={setText} dir="auto" />
      {invitees.length > 0 ? (
        <ul class={styles.hint} aria-label={t('recognised')}>
          {invitees.slice(0, 5).map(({ email, name }) => (
            <li key={email}>
              <bdi>{name}</bdi> · {email}
            </li>
          ))}
          {invitees.length > 5 ? <li>{t('andMore', { count: invitees.length - 5 })}</li> : null}
        </ul>
      ) : null}
      {unclear.length > 0 && invitees.length > 0 ? (
        <Notice tone="bad">{t('unclear', { lines: unclear.slice(0, 3).join(' · ') })}</Notice>
      ) : null}
      <AreaField label={t('message')} hint={t('messageHint')} rows={3} maxLength={1000} value={message} onValue={setMessage} dir="auto" />
      <SelectField
        label={t('mailLanguage')}
        value={tongue}
        onValue={setTongue}
        options={LANGUAGES.map((tag) => [tag, names.of(tag) ?? tag] as const)}
      />
      {faults.length > 0 ? (
        <Notice tone="bad">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </Dialog>
  );
}
