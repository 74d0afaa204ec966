import { useEffect, useState } from 'preact/hooks';
import type { BlockInfo } from '../../protocol/api.ts';
import { Button, Page, SelectField, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { get, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { sites } from '../stores/desk.ts';
import { isAdmin } from '../stores/me.ts';
import { t } from './texts.ts';

const fail = (error: unknown): void => toast(errorText(error));

/** Who is blocked on a site, by whom, until when and why. */
export function Blocks() {
  const [chosen, setChosen] = useState('');
  const site = sites.value.find(({ id }) => id === chosen)?.id ?? sites.value[0]?.id;
  const [blocks, setBlocks] = useState<BlockInfo[] | null>(null);
  useEffect(() => {
    setBlocks(null);
    if (site) get<BlockInfo[]>(`/sites/${site}/blocks`).then(setBlocks, fail);
  }, [site]);
  const unblock = async (room: string) => {
    try {
      await post(`/rooms/${encodeURIComponent(room)}/actions`, { kind: 'unblock' });
      // The site hears of it from the chat, a moment later.
      setBlocks((all) => all?.filter((block) => block.room !== room) ?? null);
      toast(t('unblocked'));
    } catch (error) {
      fail(error);
    }
  };
  return (
    <Page>
      <h1>{t('blocks')}</h1>
      <p>{t('blocksIntro')}</p>
      {sites.value.length > 1 ? (
        <SelectField
          label={t('site')}
          value={site ?? ''}
          onValue={setChosen}
          options={sites.value.map(({ id, name }) => [id, name] as const)}
        />
      ) : null}
      <section class={styles.card}>
        {blocks?.length === 0 ? <p>{t('blocksNone')}</p> : null}
        <ul class={styles.rows}>
          {blocks?.map(({ room, visitor, by, at, until, reason, address }) => (
            <li key={room}>
              <div class={styles.grow}>
                <strong>{visitor || `${t('visitor')} ${room.split('.')[1]?.slice(-4) ?? ''}`}</strong>
                <p>
                  {t('blockedBy', { name: by, time: dateTime(at) })}{' '}
                  {until === undefined ? t('blockedEver') : t('blockedUntil', { time: dateTime(until) })}{' '}
                  {address ? t('blockedAddress') : ''}
                </p>
                {reason ? <p>“{reason}”</p> : null}
              </div>
              <a href={`/app/chats/${encodeURIComponent(room)}`}>{t('toChat')}</a>
              <Button onClick={() => void unblock(room)}>{t('unblock')}</Button>
            </li>
          ))}
        </ul>
      </section>
      {site && isAdmin.value ? (
        <p>
          <a href={`/app/settings/sites/${site}`}>{t('blockCountries')}</a>
        </p>
      ) : null}
    </Page>
  );
}
