import { useEffect, useState } from 'preact/hooks';
import type { RoomPerson } from '../../protocol/frames.ts';
import { Avatar, Notice, styles } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { errorText } from '../i18n/errors.ts';
import { seenBy } from './api.ts';
import { t } from './texts.ts';

/** Who has read a message, asked for when somebody wants to know. */
export function Seen({ room, seq, onClose }: { room: string; seq: number; onClose: () => void }) {
  const [people, setPeople] = useState<RoomPerson[] | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    seenBy(room, seq).then(
      (found) => setPeople(found.people),
      (failed) => setError(errorText(failed)),
    );
  }, [room, seq]);
  return (
    <Dialog title={t('seenTitle')} action={t('close')} onClose={onClose}>
      {error ? <Notice tone="bad">{error}</Notice> : null}
      {people?.length === 0 ? <p>{t('seenNobody')}</p> : null}
      {people === null && !error ? <p role="status">{t('loading')}</p> : null}
      <ul class={styles.rows}>
        {people?.map(({ id, name, photo }) => (
          <li key={id}>
            <Avatar name={name} photo={photo} size={28} />
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
