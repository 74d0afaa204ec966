/** The ways in: with a password, by a link in a mail, and by a new password. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button, Notice, TextField } from '../design/controls.tsx';
import { HttpError, post } from '../http.ts';
import { leadingTo, queryOf, useAsked } from './asked.ts';
import { Email, EntryForm, NewPassword } from './form.tsx';
import { loadMe } from './me-store.ts';
import { api, at, portal } from './portal.ts';
import { t } from './texts.ts';

/** The form changes between its two ways where it stands, so that the address stays where the person was going. */
export function SignIn() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [byLink, setByLink] = useState(false);
  const asked = useAsked();
  const title = t('signInTitle', { company: portal!.name });
  const change = (
    <Button look="quiet" onClick={() => setByLink(!byLink)}>
      {t(byLink ? 'byPassword' : 'byLink')}
    </Button>
  );
  if (byLink)
    return <LinkForm key="link" title={title} intro={t('linkIntro')} email={email} onEmail={setEmail} path="/link" below={change} />;
  return (
    <EntryForm
      key="password"
      title={title}
      action={t('signIn')}
      submit={async () => {
        await post(api('/sign-in'), { email, password });
        await loadMe();
      }}
      below={
        <>
          {change}
          <a href={at(`/forgot${queryOf(asked)}`)}>{t('forgot')}</a>
        </>
      }
    >
      <Email value={email} onValue={setEmail} />
      <TextField label={t('password')} type="password" autocomplete="current-password" required value={password} onValue={setPassword} />
    </EntryForm>
  );
}

interface LinkProps {
  title: string;
  intro: string;
  email: string;
  onEmail: (email: string) => void;
  path: '/link' | '/forgot';
  below: ComponentChildren;
}

/** Asks for a link by mail. */
function LinkForm({ title, intro, email, onEmail, path, below }: LinkProps) {
  const [sent, setSent] = useState('');
  const asked = useAsked();
  return (
    <EntryForm
      title={title}
      intro={intro}
      action={t('sendLink')}
      submit={async () => {
        await post(api(path), { email, ...leadingTo(asked) });
        setSent(email);
      }}
      below={below}
    >
      <Email value={email} onValue={onEmail} />
      {sent ? <Notice tone="good">{t('linkSent', { email: sent })}</Notice> : null}
    </EntryForm>
  );
}

export function Forgot() {
  const [email, setEmail] = useState('');
  const asked = useAsked();
  return (
    <LinkForm
      title={t('forgotTitle')}
      intro={t('forgotIntro')}
      email={email}
      onEmail={setEmail}
      path="/forgot"
      below={<a href={at(asked)}>{t('back')}</a>}
    />
  );
}

/** The page behind a link that signs in. It waits for a click: programs that look through mails open every link, and this one is good once. */
export function UseLink() {
  const { query, route } = useLocation();
  const asked = useAsked();
  const [used, setUsed] = useState(false);
  if (used) return <LinkUsed />;
  return (
    <EntryForm
      title={t('signInTitle', { company: portal!.name })}
      intro={t('useLinkIntro')}
      action={t('signIn')}
      submit={async () => {
        try {
          await post(api('/link/use'), { token: query.token ?? '' });
        } catch (error) {
          if (error instanceof HttpError && error.code === 'token_used') return setUsed(true);
          throw error;
        }
        await loadMe();
        route(at(asked), true);
      }}
    />
  );
}

/** A link that is good no more, and the way to a new one. */
export function LinkUsed() {
  const [email, setEmail] = useState('');
  const asked = useAsked();
  return (
    <LinkForm
      title={t('usedTitle')}
      intro={t('usedIntro')}
      email={email}
      onEmail={setEmail}
      path="/link"
      below={<a href={at(asked)}>{t('back')}</a>}
    />
  );
}

export function Reset() {
  const { query, route } = useLocation();
  const asked = useAsked();
  const [password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const enter = async () => {
    await loadMe();
    route(at(asked), true);
  };
  if (done) {
    return (
      <EntryForm title={t('forgotTitle')} action={t('signIn')} submit={enter}>
        <Notice tone="good">{t('resetDone')}</Notice>
      </EntryForm>
    );
  }
  return (
    <EntryForm
      title={t('forgotTitle')}
      action={t('save')}
      submit={async () => {
        await post(api('/reset'), { token: query.token ?? '', password });
        setDone(true);
      }}
      below={<a href={at(`/forgot${queryOf(asked)}`)}>{t('anotherLink')}</a>}
    >
      <NewPassword value={password} onValue={setPassword} />
    </EntryForm>
  );
}
