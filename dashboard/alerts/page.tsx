/** What an operator is called for, and how. */
import { useEffect, useState } from 'preact/hooks';
import { ALERT_CHANNELS, ALERT_EVENTS, type AlertChannel, type AlertEvent, type AlertPreferences } from '../../protocol/alert-rules.ts';
import { Button, Notice, Page, Switch, styles } from '../design/controls.tsx';
import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import { keepDevice, pushState, switchOff, switchOn, testDevice } from '../phone/device.ts';
import { Install } from '../phone/install.tsx';
import { sites } from '../stores/desk.ts';
import { me, preferences, savePreferences } from '../stores/me.ts';
import s from './alerts.module.css';
import { banner, beep } from './notify.ts';
import { Quiet } from './quiet.tsx';
import { t } from './texts.ts';

/** Saved one after the other: of two changes in a row the later one wins. */
let saving: Promise<unknown> = Promise.resolve();

export default function Alerts() {
  const [alerts, setAlerts] = useState(preferences.value.alerts);
  const change = (part: Partial<AlertPreferences>) => {
    const next = { ...alerts, ...part };
    setAlerts(next);
    saving = saving
      .then(() => savePreferences({ alerts: next }))
      .catch((error) => {
        setAlerts(preferences.value.alerts);
        toast(errorText(error));
      });
  };
  const mute = (site: string, muted: boolean) =>
    change({ mutedSites: muted ? [...alerts.mutedSites, site] : alerts.mutedSites.filter((id) => id !== site) });
  return (
    <Page>
      <h1>{t('title')}</h1>
      <p>{t('intro')}</p>
      <section class={styles.card}>
        <Switch label={t('disableAll')} checked={!alerts.enabled} onChange={(off) => change({ enabled: !off })} />
        {alerts.enabled ? null : <Notice>{t('allOff')}</Notice>}
        <Device alerts={alerts} />
      </section>
      <section class={styles.card}>
        <h2>{t('events')}</h2>
        <Events alerts={alerts} onChange={(events) => change({ events })} />
      </section>
      <section class={styles.card}>
        <Quiet quiet={alerts.quiet} onChange={(quiet) => change({ quiet })} />
      </section>
      <section class={styles.card}>
        <h2>{t('sites')}</h2>
        {sites.value.map(({ id, name }) => (
          <Switch key={id} label={name} checked={!alerts.mutedSites.includes(id)} onChange={(on) => mute(id, !on)} />
        ))}
      </section>
      <Install />
    </Page>
  );
}

/** This browser: may it show banners, does it take pushes, and a try. */
function Device({ alerts }: { alerts: AlertPreferences }) {
  const user = me.value!.user.id;
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void keepDevice(user).catch(() => undefined);
  }, [user]);
  const act = (work: () => Promise<unknown>) => {
    setBusy(true);
    void work()
      .catch((error) => toast(errorText(error)))
      .finally(() => setBusy(false));
  };
  const state = pushState.value;
  const test = async () => {
    if (alerts.events.waiting.sound) beep();
    if (state === 'on') {
      await testDevice();
      toast(t('pushed'));
      return;
    }
    if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
    toast(t('tested'));
    await banner(t('tested'), '');
  };
  return (
    <>
      <h2>{t('device')}</h2>
      {state === 'unsupported' || state === 'install' ? (
        <Notice>{t(state === 'install' ? 'pushInstall' : 'pushUnsupported')}</Notice>
      ) : (
        <Switch label={t('pushHere')} checked={state === 'on'} onChange={(on) => act(() => (on ? switchOn(user) : switchOff()))} />
      )}
      {state === 'denied' ? <Notice tone="bad">{t('denied')}</Notice> : null}
      <div>
        <Button disabled={busy} onClick={() => act(test)}>
          {t('test')}
        </Button>
      </div>
    </>
  );
}

function Events({ alerts, onChange }: { alerts: AlertPreferences; onChange: (events: AlertPreferences['events']) => void }) {
  const set = (event: AlertEvent, channel: AlertChannel, on: boolean) => {
    if (on && channel === 'banner' && 'Notification' in window && Notification.permission === 'default') {
      void Notification.requestPermission();
    }
    onChange({ ...alerts.events, [event]: { ...alerts.events[event], [channel]: on } });
  };
  return (
    <table class={s.events}>
      <thead>
        <tr>
          <td />
          {ALERT_CHANNELS.map((channel) => (
            <th key={channel} scope="col">
              {t(`channel_${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ALERT_EVENTS.map((event) => (
          <tr key={event}>
            <th scope="row">{t(`event_${event}`)}</th>
            {ALERT_CHANNELS.map((channel) => (
              <td key={channel}>
                <input
                  type="checkbox"
                  aria-label={`${t(`event_${event}`)}: ${t(`channel_${channel}`)}`}
                  checked={alerts.events[event][channel]}
                  onChange={(change) => set(event, channel, change.currentTarget.checked)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
