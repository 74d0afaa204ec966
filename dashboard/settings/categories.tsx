import { useState } from 'preact/hooks';
import type { Category } from '../../protocol/api.ts';
import { AreaField, Button, Page, styles, TextField } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { isAdmin } from '../stores/me.ts';
import { lines, useList } from './list.tsx';
import { t } from './texts.ts';

export function Categories() {
  const { items, save, remove } = useList<Category>('/categories');
  const [editing, setEditing] = useState<Category | null>(null);
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('categories')}</h1>
        {isAdmin.value ? (
          <Button look="main" onClick={() => setEditing({ id: '', name: '', emails: [] })}>
            {t('new')}
          </Button>
        ) : null}
      </div>
      <p>{t('categoriesIntro')}</p>
      <section class={styles.card}>
        {items?.length === 0 ? <p>{t('categoriesNone')}</p> : null}
        <ul class={styles.rows}>
          {items?.map((category) => (
            <li key={category.id}>
              <div class={styles.grow}>
                <strong>{category.name}</strong>
                <p>{category.emails.join(', ')}</p>
              </div>
              {isAdmin.value ? (
                <>
                  <Button onClick={() => setEditing(category)}>{t('edit')}</Button>
                  <Button look="quiet" onClick={() => void remove(category.id)}>
                    {t('delete')}
                  </Button>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      {editing ? <Edit category={editing} save={save} onClose={() => setEditing(null)} /> : null}
    </Page>
  );
}

function Edit({ category, save, onClose }: { category: Category; save: (category: Category) => Promise<void>; onClose: () => void }) {
  const [name, setName] = useState(category.name);
  const [emails, setEmails] = useState(category.emails.join('\n'));
  return (
    <Dialog title={t('categories')} onClose={onClose} run={() => save({ id: category.id, name, emails: lines(emails) })} action={t('save')}>
      <TextField label={t('name')} required maxLength={100} value={name} onValue={setName} />
      <AreaField label={t('emails')} hint={t('emailsHint')} rows={3} value={emails} onValue={setEmails} />
    </Dialog>
  );
}
