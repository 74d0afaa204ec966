import { useEffect, useRef } from 'preact/hooks';
import { LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { startAlerts } from '../alerts/notify.ts';
import { leaveCall } from '../calls/own.ts';
import { resumeCall } from '../calls/store.ts';
import { ChatsPage } from '../chats/page.tsx';
import { Empty } from '../design/controls.tsx';
import { Toasts } from '../design/toasts.tsx';
import { Forgot, Invitation, Reset, SignIn, SignUp } from '../entry/pages.tsx';
import { keepDevice } from '../phone/device.ts';
import { Offline } from '../phone/offline.tsx';
import { renewed } from '../phone/register.ts';
import { connectDesk, disconnectDesk } from '../stores/desk.ts';
import { loadDocks } from '../stores/docks.ts';
import { me, unreachable } from '../stores/me.ts';
import { leaveAll, sendKept } from '../stores/rooms.ts';
import { Frame } from './frame.tsx';
import s from './shell.module.css';
import { t } from './texts.ts';

const SecondFactorGate = lazy(() => import('../second-factor/gate.tsx'));
const Setup = lazy(() => import('../entry/setup.tsx'));
const Guides = lazy(() => import('../guides/page.tsx'));
const Visitors = lazy(() => import('../visitors/page.tsx'));
const Operators = lazy(() => import('../operators/page.tsx'));
const Clients = lazy(() => import('../clients/page.tsx'));
const Contacts = lazy(() => import('../contacts/page.tsx'));
const Rooms = lazy(() => import('../rooms/page.tsx'));
const Messages = lazy(() => import('../messages/page.tsx'));
const Alerts = lazy(() => import('../alerts/page.tsx'));
const Matters = lazy(() => import('../matters/page.tsx'));
const Settings = lazy(() => import('../settings/page.tsx'));
const Statistics = lazy(() => import('../statistics/page.tsx'));
const SearchPage = lazy(() => import('../search/page.tsx'));
const Broadcast = lazy(() => import('../broadcast/page.tsx'));

export const App = () => (
  <LocationProvider scope="/app">
    <Pages />
    <Toasts />
  </LocationProvider>
);

function Pages() {
  const known = me.value;
  const user = known?.user.id;
  const needsMore = known?.needsSecondFactor ?? false;
  useEffect(() => {
    if (!user || needsMore) return;
    connectDesk();
    loadDocks(user);
    sendKept(user);
    void keepDevice(user).catch(() => undefined);
    const stop = startAlerts();
    void resumeCall(user);
    return () => {
      leaveCall();
      stop();
      disconnectDesk();
      leaveAll();
    };
  }, [user, known?.account.id, needsMore]);

  const { path } = useLocation();
  const from = useRef(path);
  useEffect(() => {
    if (from.current !== path) renewed();
    from.current = path;
  }, [path]);

  if (known === undefined) return <Loading />;
  if (known === null) {
    return (
      <Router>
        <Route path="/app/sign-up" component={SignUp} />
        <Route path="/app/forgot" component={Forgot} />
        <Route path="/app/reset" component={Reset} />
        <Route path="/app/invitation" component={Invitation} />
        <Route default component={SignIn} />
      </Router>
    );
  }
  if (needsMore) {
    return (
      <Router>
        <Route path="/app/invitation" component={Invitation} />
        <Route path="/app/reset" component={Reset} />
        <Route default component={SecondFactorGate} />
      </Router>
    );
  }
  return (
    <Frame>
      <Router>
        <Route path="/app/" component={ChatsPage} />
        <Route path="/app/chats/:room?" component={ChatsPage} />
        <Route path="/app/visitors" component={Visitors} />
        <Route path="/app/operators/:room?" component={Operators} />
        <Route path="/app/clients" component={Clients} />
        <Route path="/app/contacts" component={Contacts} />
        <Route path="/app/rooms/:room?" component={Rooms} />
        <Route path="/app/messages/:room?" component={Messages} />
        <Route path="/app/matters/:matter?/:tab?/:room?" component={Matters} />
        <Route path="/app/alerts" component={Alerts} />
        <Route path="/app/settings/:section?/:id?" component={Settings} />
        <Route path="/app/statistics" component={Statistics} />
        <Route path="/app/search" component={SearchPage} />
        <Route path="/app/broadcast" component={Broadcast} />
        <Route path="/app/setup" component={Setup} />
        <Route path="/app/guides/:guide?" component={Guides} />
        <Route path="/app/invitation" component={Invitation} />
        <Route path="/app/reset" component={Reset} />
        <Route path="/app/sign-in" component={ChatsPage} />
        <Route path="/app/sign-up" component={ChatsPage} />
        <Route default component={NotFound} />
      </Router>
    </Frame>
  );
}

const NotFound = () => <Empty title={t('notFound')} />;

/** While it is found out who is signed in; without a network with a way to try again. */
function Loading() {
  return <div class={s.middle}>{unreachable.value ? <Offline again={t('again')} /> : <p role="status">{t('loading')}</p>}</div>;
}
