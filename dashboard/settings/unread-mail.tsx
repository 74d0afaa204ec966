import { useEffect } from 'preact/hooks';
import { Button, SelectField, Switch, styles } from '../design/controls.tsx';
import { zones } from '../design/day.ts';
import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import { clientRooms } from '../stores/desk.ts';
import { preferences, savePreferences } from '../stores/me.ts';
import { loadMutes, mutes, setMute } from '../stores/mutes.ts';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

/** Whether one is mailed what one has not read in rooms, of which rooms not, and in which time zone such mails tell times. */
export function UnreadMail() {
  useEffect(() => {
    void loadMutes().catch(fail);
  }, []);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { timeZone } = preferences.value;
  const known = [...new Set([own, ...(timeZone ? [timeZone] : []), 'UTC', ...zones])];
  return (
    <section class={styles.card}>
      <h2>{t('unreadMail')}</h2>
      <p class={styles.hint}>{t('unreadMailHint')}</p>
      {mutes.value ? (
        <>
          <Switch label={t('unreadMailOn')} checked={!mutes.value.all} onChange={(on) => void setMute('', !on).catch(fail)} />
          {mutes.value.rooms.length > 0 && !mutes.value.all ? <MutedRooms rooms={mutes.value.rooms} /> : null}
        </>
      ) : null}
      <SelectField
        label={t('mailZone')}
        value={timeZone}
        onValue={(zone) => void savePreferences({ timeZone: zone }).catch(fail)}
        options={[['', t('mailZoneSite')], ...known.map((zone) => [zone, zone.replaceAll('_', ' ')] as const)]}
      />
    </section>
  );
}

function MutedRooms({ rooms }: { rooms: string[] }) {
  return (
    <>
      <h3>{t('mutedRooms')}</h3>
      <ul class={styles.rows}>
        {rooms.map((room) => {
          const name = clientRooms.value.get(room)?.client.name || t('mutedRoomLeft');
          return (
            <li key={room}>
              <div class={styles.grow} dir="auto">
                {name}
              </div>
              <Button look="quiet" aria-label={t('unmuteRoom', { name })} onClick={() => void setMute(room, false).catch(fail)}>
                {t('unmute')}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
