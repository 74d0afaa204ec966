/** "Your data": what is known of the visitor, for them to see, save and delete. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { VisitorData } from '../../protocol/api.ts';
import type { Host } from '../host.ts';
import { t } from './i18n.ts';

interface Props {
  host: Host;
  onClose(): void;
  onErased(): void;
}

async function ask(host: Host, method: 'GET' | 'DELETE'): Promise<VisitorData> {
  const response = await fetch(`${host.base}/w/v1/data`, { method, headers: { authorization: `Bearer ${host.state().token}` } });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as VisitorData;
}

/** What is known, as lines of a list. */
function linesOf({ attributes, conversations }: VisitorData): [string, string][] {
  const known: Record<string, string> = {};
  for (const { name, email, given } of conversations) {
    Object.assign(known, given, name ? { name } : {}, email ? { email } : {});
  }
  delete known.message;
  const label = (key: string) => (key === 'name' || key === 'email' || key === 'phone' || key === 'topic' ? t(key) : key);
  return [...Object.entries(known).map(([key, value]): [string, string] => [label(key), value]), ...Object.entries(attributes)];
}

const messagesIn = ({ conversations }: VisitorData): number =>
  conversations.flatMap(({ entries }) => entries).filter((entry) => entry.kind === 'message' && !entry.deleted).length;

function save(data: VisitorData): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  link.download = 'your-data.json';
  link.click();
  URL.revokeObjectURL(link.href);
}

export function YourData({ host, onClose, onErased }: Props) {
  const [data, setData] = useState<VisitorData | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const panel = useRef<HTMLElement>(null);
  // What was pressed last is not there any more.
  useEffect(() => panel.current?.focus(), [asking]);
  const fail = () => {
    setBusy(false);
    setFailed(true);
  };
  useEffect(() => void ask(host, 'GET').then(setData, fail), []);
  const erase = () => {
    setBusy(true);
    setFailed(false);
    ask(host, 'DELETE').then(onErased, fail);
  };
  return (
    <section class="fields data" ref={panel} tabIndex={-1} aria-label={t('data')}>
      <h2>{t('data')}</h2>
      {failed ? <em role="alert">{t('dataFailed')}</em> : null}
      {asking ? (
        <>
          <p role="alert">{t('dataSure')}</p>
          <button type="button" class="main" disabled={busy} onClick={erase}>
            {t('dataSureYes')}
          </button>
          <button type="button" class="plain" disabled={busy} onClick={() => setAsking(false)}>
            {t('cancel')}
          </button>
        </>
      ) : (
        <>
          {data ? (
            <>
              <p>{t('dataText')}</p>
              <dl>{linesOf(data).map(([key, value]) => [<dt key={`k${key}`}>{key}</dt>, <dd key={key}>{value}</dd>])}</dl>
              <p>{t('dataCount', { count: messagesIn(data) })}</p>
              <button type="button" class="main" onClick={() => save(data)}>
                {t('dataDownload')}
              </button>
              <button type="button" class="plain" onClick={() => setAsking(true)}>
                {t('dataDelete')}
              </button>
            </>
          ) : null}
          {host.consent ? (
            <button type="button" class="plain" onClick={() => host.consent?.(false)}>
              {t('consentEnd')}
            </button>
          ) : null}
          <button type="button" class="plain" onClick={onClose}>
            {t('cancel')}
          </button>
        </>
      )}
    </section>
  );
}
