import { useState } from 'preact/hooks';
import type { CannedResponse } from '../../protocol/api.ts';
import { AreaField, Button, Page, Switch, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { isAdmin } from '../stores/me.ts';
import { useList } from './list.tsx';
import { t } from './texts.ts';

export function Canned() {
  const { items, save, remove } = useList<CannedResponse>('/canned');
  const [editing, setEditing] = useState<CannedResponse | null>(null);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('canned')}</h1>
        <Button look="main" onClick={() => setEditing({ id: '', shortcut: '', text: '', shared: false })}>
          {t('new')}
        </Button>
      </div>
      <p>{t('cannedIntro', { visitor: '{visitor.name}', operator: '{operator.name}', site: '{site.name}' })}</p>
      <section class={styles.card}>
        {items?.length === 0 ? <p>{t('cannedNone')}</p> : null}
        <ul class={styles.rows}>
          {items?.map((response) => (
            <li key={response.id}>
              <div class={styles.grow}>
                <strong>/{response.shortcut}</strong> <span class={styles.tag}>{t(response.shared ? 'shared' : 'mine')}</span>
                <p>{response.text}</p>
              </div>
              {!response.shared || isAdmin.value ? (
                <>
                  <Button onClick={() => setEditing(response)}>{t('edit')}</Button>
                  <Button look="quiet" onClick={() => void remove(response.id)}>
                    {t('delete')}
                  </Button>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      {editing ? <Edit response={editing} save={save} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}

interface EditProps {
  response: CannedResponse;
  save: (response: CannedResponse) => Promise<void>;
  onClose: () => void;
}

function Edit({ response, save, onClose }: EditProps) {
  const [shortcut, setShortcut] = useState(response.shortcut);
  const [text, setText] = useState(response.text);
  const [shared, setShared] = useState(response.shared);
  return (
    <Dialog title={t('canned')} onClose={onClose} run={() => save({ id: response.id, shortcut, text, shared })} action={t('save')}>
      <TextField label={t('shortcut')} required maxLength={40} value={shortcut} onValue={setShortcut} />
      <AreaField label={t('text')} required rows={4} maxLength={5000} value={text} onValue={setText} />
      {isAdmin.value ? <Switch label={t('shared')} checked={shared} onChange={setShared} /> : null}
    </Dialog>
  );
}
