/** Who the visitor is: details one can change, tags, where they have been, who is in the chat. */
import { useState } from 'preact/hooks';
import { isOperator } from '../../protocol/entries.ts';
import type { VisitorSummary } from '../../protocol/frames.ts';
import { Avatar, Button, styles } from '../design/controls.tsx';
import { clock } from '../design/time.ts';
import { siteName } from '../stores/desk.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { act } from './act.ts';
import s from './details.module.css';
import { t } from './texts.ts';

/** Shown for everyone, filled in or not. */
const USUAL = ['name', 'email', 'phone'] as const;

export function Details({ room, summary, shown }: { room: OpenRoom; summary: VisitorSummary | undefined; shown: boolean }) {
  const { chat, entries, people } = room.view.value;
  const others = Object.keys(chat.details).filter((key) => !USUAL.includes(key as 'name'));
  const pages = entries.flatMap((entry) =>
    entry.kind === 'page' && entry.url
      ? { ...entry }
      : entry.kind === 'opened' && entry.page
        ? { ...entry.page, seq: entry.seq, at: entry.at }
        : [],
  );
  const inside = [chat.owner, ...chat.helpers].flatMap((id) => (id && people[id]) || []);
  const change = (key: string, value: string) => void act(room.id, { kind: 'details', changes: { [key]: value.trim() || null } });
  const visitor = summary?.visitor;
  const { phone } = chat.details;
  if (chat.erased) return null;
  return (
    <aside class={`${s.details} ${shown ? '' : s.hidden}`} aria-label={t('details')}>
      <section>
        <h2>{t('visitorDetails')}</h2>
        {visitor?.verified ? <span class={styles.tag}>{t('verified')}</span> : null}
        {USUAL.map((key) => (
          <Detail
            key={key}
            name={key}
            label={t(key)}
            value={chat.details[key] ?? (key === 'phone' ? '' : (visitor?.[key] ?? ''))}
            onChange={(value) => change(key, value)}
          />
        ))}
        {phone ? <a href={`/app/messages?to=${encodeURIComponent(phone)}`}>{t('answerBySms')}</a> : null}
        {others.map((key) => (
          <Detail key={key} name={key} label={key} value={chat.details[key] ?? ''} onChange={(value) => change(key, value)} />
        ))}
        <AddDetail onAdd={change} />
      </section>
      <Tags tags={chat.tags} onChange={(tags) => void act(room.id, { kind: 'tag', tags })} />
      <dl>
        {summary ? (
          <>
            <dt>{t('site')}</dt>
            <dd>{siteName(summary.site)}</dd>
            {summary.chat.listing ? (
              <>
                <dt>{t('listing')}</dt>
                <dd>{summary.chat.listing.name}</dd>
              </>
            ) : null}
          </>
        ) : null}
        {visitor?.country ? (
          <>
            <dt>{t('place')}</dt>
            <dd>{[visitor.city, visitor.country].filter(Boolean).join(', ')}</dd>
          </>
        ) : null}
        {summary?.page ? (
          <>
            <dt>{t('page')}</dt>
            <dd>{summary.page.title || summary.page.url}</dd>
          </>
        ) : null}
        {chat.category ? (
          <>
            <dt>{t('category')}</dt>
            <dd>{chat.category.name}</dd>
          </>
        ) : null}
        {chat.rating ? (
          <>
            <dt>{t('rating')}</dt>
            <dd>{'★'.repeat(chat.rating)}</dd>
          </>
        ) : null}
      </dl>
      {inside.length > 0 ? (
        <section>
          <h2>{t('people')}</h2>
          {inside
            .filter(({ id }) => isOperator(id))
            .map(({ id, name, photo }) => (
              <span key={id} class={styles.switch}>
                <Avatar name={name} photo={photo} size={24} /> {name}
              </span>
            ))}
        </section>
      ) : null}
      {pages.length > 0 ? (
        <section>
          <h2>{t('pages')}</h2>
          <dl>
            {pages.slice(-20).map(({ seq, at, title, url }) => [
              <dt key={`t${seq}`}>{clock(at)}</dt>,
              <dd key={seq} title={url}>
                {title || url}
              </dd>,
            ])}
          </dl>
        </section>
      ) : null}
    </aside>
  );
}

/** One detail, saved when the field is left. */
function Detail({ name, label, value, onChange }: { name: string; label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = `detail-${name}`;
  return (
    <div class={s.edit}>
      <label for={id}>{label}</label>
      <input
        id={id}
        list={undefined}
        type="text"
        maxLength={1000}
        value={typed ?? value}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        onBlur={() => {
          if (typed !== null && typed.trim() !== value) onChange(typed);
          setTyped(null);
        }}
      />
    </div>
  );
}

function AddDetail({ onAdd }: { onAdd: (key: string, value: string) => void }) {
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  if (!open) {
    return (
      <Button small look="quiet" onClick={() => setOpen(true)}>
        {t('addDetail')}
      </Button>
    );
  }
  return (
    <form
      class={s.edit}
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() && value.trim()) onAdd(key.trim().slice(0, 60), value);
        setOpen(false);
        setKey('');
        setValue('');
      }}
    >
      <input
        type="text"
        list={undefined}
        aria-label={t('detailName')}
        placeholder={t('detailName')}
        maxLength={60}
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
      />
      <input
        type="text"
        list={undefined}
        aria-label={t('detailValue')}
        placeholder={t('detailValue')}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <Button small type="submit">
        {t('add')}
      </Button>
    </form>
  );
}

function Tags({ tags, onChange }: { tags: string[]; onChange: (tags: string[]) => void }) {
  const [text, setText] = useState('');
  return (
    <section>
      <h2>{t('tags')}</h2>
      <div class={s.tags}>
        {tags.map((tag) => (
          <span class={styles.tag} key={tag}>
            {tag}
            <button type="button" aria-label={t('removeTag', { tag })} onClick={() => onChange(tags.filter((one) => one !== tag))}>
              ×
            </button>
          </span>
        ))}
      </div>
      <form
        class={s.edit}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) onChange([...tags, text.trim()]);
          setText('');
        }}
      >
        <label for="add-tag">{t('addTag')}</label>
        <input
          id="add-tag"
          type="text"
          list={undefined}
          maxLength={50}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </section>
  );
}
