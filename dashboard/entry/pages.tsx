/** The ways in: sign in, sign up, a forgotten password, an invitation. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { SignInStep } from '../../protocol/api.ts';
import { Button, Notice, TextField } from '../design/controls.tsx';
import { get, HttpError, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { hasPasskeys, signInWithPasskey } from '../second-factor/webauthn.ts';
import { loadMe, me } from '../stores/me.ts';
import { EntryForm } from './form.tsx';
import { SecondStep } from './second-step.tsx';
import { t } from './texts.ts';

const Email = ({ value, onValue }: { value: string; onValue: (value: string) => void }) => (
  <TextField label={t('email')} type="email" autocomplete="username" required value={value} onValue={onValue} />
);

const NewPassword = ({ label, value, onValue }: { label: string; value: string; onValue: (value: string) => void }) => (
  <TextField
    label={label}
    type="password"
    autocomplete="new-password"
    required
    minLength={10}
    hint={t('passwordHint')}
    value={value}
    onValue={onValue}
  />
);

export function SignIn() {
  const { path, route } = useLocation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [waiting, setWaiting] = useState(false);
  const [fault, setFault] = useState('');
  const enter = async () => {
    await loadMe();
    if (path.startsWith('/app/sign')) route('/app/');
  };
  if (waiting) return <SecondStep enter={enter} back={() => setWaiting(false)} />;
  return (
    <EntryForm
      title={t('signInTitle')}
      action={t('signIn')}
      fault={fault}
      submit={async () => {
        setFault('');
        const { code } = await post<SignInStep>('/sign-in', { email, password });
        setPassword('');
        if (code) setWaiting(true);
        else await enter();
      }}
      below={
        <>
          {hasPasskeys() ? (
            <Button
              onClick={() => {
                setFault('');
                void signInWithPasskey()
                  .then(enter)
                  .catch((error) => setFault(errorText(error)));
              }}
            >
              {t('usePasskey')}
            </Button>
          ) : null}
          <a href="/app/forgot">{t('forgot')}</a>
          <p>
            {t('noAccount')} <a href="/app/sign-up">{t('signUp')}</a>
          </p>
        </>
      }
    >
      <Email value={email} onValue={setEmail} />
      <TextField label={t('password')} type="password" autocomplete="current-password" required value={password} onValue={setPassword} />
    </EntryForm>
  );
}

export function SignUp() {
  const { route } = useLocation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <EntryForm
      title={t('signUpTitle')}
      intro={t('signUpIntro')}
      action={t('signUp')}
      submit={async () => {
        await post('/sign-up', { name, email, password });
        await loadMe();
        route('/app/setup');
      }}
      below={
        <p>
          {t('hasAccount')} <a href="/app/sign-in">{t('signIn')}</a>
        </p>
      }
    >
      <TextField label={t('name')} autocomplete="name" required maxLength={100} value={name} onValue={setName} />
      <Email value={email} onValue={setEmail} />
      <NewPassword label={t('password')} value={password} onValue={setPassword} />
    </EntryForm>
  );
}

export function Forgot() {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  return (
    <EntryForm
      title={t('forgotTitle')}
      intro={t('forgotIntro')}
      action={t('sendLink')}
      submit={async () => {
        await post('/forgot', { email });
        setSent(true);
      }}
      below={<a href="/app/sign-in">{t('back')}</a>}
    >
      <Email value={email} onValue={setEmail} />
      {sent ? <Notice tone="good">{t('linkSent', { email })}</Notice> : null}
    </EntryForm>
  );
}

export function Reset() {
  const { query, route } = useLocation();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <EntryForm
        title={t('resetTitle')}
        action={t('signIn')}
        submit={async () => {
          await loadMe();
          route('/app/sign-in');
        }}
      >
        <Notice tone="good">{t('resetDone')}</Notice>
      </EntryForm>
    );
  }
  return (
    <EntryForm
      title={t('resetTitle')}
      action={t('save')}
      submit={async () => {
        await post('/reset', { token: query.token ?? '', password });
        setDone(true);
      }}
      below={<a href="/app/sign-in">{t('back')}</a>}
    >
      <NewPassword label={t('newPassword')} value={password} onValue={setPassword} />
    </EntryForm>
  );
}

interface Invited {
  accountName: string;
  email: string;
  /** There is an account with this address. */
  known: boolean;
}

export function Invitation() {
  const { query, route } = useLocation();
  const [invited, setInvited] = useState<Invited | null>(null);
  const [fault, setFault] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const path = `/invitations/${encodeURIComponent(query.token ?? '')}`;
  useEffect(() => {
    get<Invited>(path).then(setInvited, (error) => setFault(errorText(error)));
  }, [path]);
  const signedIn = me.value?.user.email === invited?.email;
  const mustSignIn = !!invited?.known && !signedIn;
  return (
    <EntryForm
      title={t('invitationTitle', { account: invited?.accountName ?? 'Foyer' })}
      intro={invited ? t('invitationIntro', { email: invited.email }) : ''}
      fault={fault}
      action={mustSignIn || !invited ? t('back') : t('join')}
      submit={async () => {
        if (!invited || mustSignIn) return route('/app/sign-in');
        await post(`${path}/accept`, invited.known ? {} : { name, password }).catch((error) => {
          if (!(error instanceof HttpError) || error.code !== 'unauthorised') throw error;
          setFault(t('invitationKnown'));
        });
        await loadMe();
        route('/app/');
      }}
    >
      {mustSignIn ? <Notice>{t('invitationKnown')}</Notice> : null}
      {invited && !invited.known ? (
        <>
          <TextField label={t('name')} autocomplete="name" required maxLength={100} value={name} onValue={setName} />
          <NewPassword label={t('password')} value={password} onValue={setPassword} />
        </>
      ) : null}
    </EntryForm>
  );
}
