/** The files of a matter, of both sides, and adding more. Also shown to clients. */
import { File, Files, Paperclip } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import type { DocumentPage, MatterDocument } from '../../protocol/matter.ts';
import { Button, Empty, SelectField, styles } from '../design/controls.tsx';
import { dateTime } from '../design/time.ts';
import { toast } from '../design/toasts.tsx';
import { errorText } from '../i18n/errors.ts';
import s from './matters.module.css';
import { usePages } from './pages.ts';
import { sizeOf } from './size.ts';
import { Failed } from './statuses.tsx';
import { t } from './texts.ts';

/** A room that documents can be sent to. */
export interface Target {
  room: string;
  name: string;
}

interface Props {
  matter: string;
  load: (before?: number) => Promise<DocumentPage>;
  /** Loads anew when it changes. */
  turn: unknown;
  /** What the room is called for who looks. */
  whereOf: (document: MatterDocument) => string;
  targets: Target[];
  /** Sends one file as a message; resolves when it is there. */
  send: (room: string, file: globalThis.File) => Promise<void>;
}

export function Documents({ matter, load, turn, whereOf, targets, send }: Props) {
  const { rows, error, more, reload } = usePages<MatterDocument, number>(
    async (before) => {
      const { documents, next } = await load(before);
      return { rows: documents, next };
    },
    [matter, turn],
  );
  return (
    <>
      {targets.length > 0 ? <Adding targets={targets} send={send} /> : null}
      {!rows ? (
        error ? (
          <Failed error={error} again={reload} />
        ) : (
          <p role="status">{t('loading')}</p>
        )
      ) : rows.length === 0 ? (
        <Empty icon={<Files aria-hidden="true" />} title={t('noDocuments')}>
          <p>{t('noDocumentsText')}</p>
        </Empty>
      ) : (
        <section class={styles.card}>
          <ul class={styles.rows}>
            {rows.map((document) => (
              <Row key={`${document.room} ${document.file.id}`} document={document} where={whereOf(document)} />
            ))}
          </ul>
          {more ? (
            <p class={s.more}>
              <Button onClick={more}>{t('more')}</Button>
            </p>
          ) : null}
        </section>
      )}
    </>
  );
}

function Row({ document: { room, at, name, file }, where }: { document: MatterDocument; where: string }) {
  return (
    <li>
      <File aria-hidden="true" />
      <div class={styles.grow}>
        <a
          class={s.file}
          dir="auto"
          href={`/f/${encodeURIComponent(room)}/${file.id}?download`}
          aria-label={t('download', { name: file.name })}
        >
          {file.name}
        </a>
        <p>
          {sizeOf(file.size)} · {t('by', { name, time: dateTime(at) })} · <bdi>{t('inRoom', { room: where })}</bdi>
        </p>
      </div>
    </li>
  );
}

function Adding({ targets, send }: Pick<Props, 'targets' | 'send'>) {
  const [room, setRoom] = useState(targets[0]!.room);
  const [busy, setBusy] = useState('');
  const picker = useRef<HTMLInputElement>(null);
  const chosen = targets.find((target) => target.room === room) ?? targets[0]!;
  const add = async (files: globalThis.File[]) => {
    let count = 0;
    for (const file of files) {
      setBusy(file.name);
      try {
        await send(chosen.room, file);
        count++;
      } catch (error) {
        toast(`${file.name}: ${errorText(error)}`);
      }
    }
    setBusy('');
    if (count > 0) toast(t('uploaded', { count }));
  };
  return (
    <section class={`${styles.card} ${s.adding}`}>
      {targets.length > 1 ? (
        <SelectField
          label={t('uploadTo')}
          value={chosen.room}
          onValue={setRoom}
          options={targets.map((target) => [target.room, target.name] as const)}
        />
      ) : null}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('upload')}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          void add(files);
        }}
      />
      <Button look="main" disabled={busy !== ''} onClick={() => picker.current?.click()}>
        <Paperclip aria-hidden="true" />
        {t('upload')}
      </Button>
      <p role="status">{busy ? t('uploading', { name: busy }) : ''}</p>
    </section>
  );
}
