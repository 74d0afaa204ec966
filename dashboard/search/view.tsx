/** Searching: words, filters, and results that open where they were said. The address has the question. */
import { Search } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { PersonId } from '../../protocol/entries.ts';
import { Button, Empty, Notice, Page, styles } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import { Filters } from './filters.tsx';
import { useFound } from './found.ts';
import { isAsked, type Question, questionOf, searchPath } from './question.ts';
import { Results } from './results.tsx';
import s from './search.module.css';
import type { Searcher } from './searcher.ts';
import { t } from './texts.ts';

export function SearchView({ searcher }: { searcher: Searcher }) {
  const { query, route } = useLocation();
  const question = questionOf(query);
  const [text, setText] = useState(question.q);
  const field = useRef<HTMLInputElement>(null);
  const found = useFound(question, searcher.route);
  const change = (part: Partial<Question>) => route(searchPath({ ...question, ...part }, searcher.page), true);
  // Also when one comes here again with other words.
  useEffect(() => setText(question.q), [question.q]);
  useEffect(() => field.current?.focus(), []);
  const { page, loading, error } = found;
  const authors = useRef(new Map<PersonId, string>());
  for (const { by, name } of page?.messages ?? []) if (name) authors.current.set(by, name);
  // Whoever was found can be asked for, too.
  const others = [...authors.current].filter(([id]) => searcher.people.every((person) => person.id !== id));
  const people = [...searcher.people, ...others.map(([id, name]) => ({ id, name }))];
  return (
    <Page>
      <h1 class="visually-hidden">{t('title')}</h1>
      <search>
        <form class={s.form} onSubmit={(event) => event.preventDefault()}>
          <div class={s.field}>
            <Search aria-hidden="true" />
            <input
              ref={field}
              type="search"
              list={undefined}
              class={styles.input}
              maxLength={300}
              aria-label={t('field')}
              placeholder={t('field')}
              value={text}
              onInput={(event) => {
                setText(event.currentTarget.value);
                change({ q: event.currentTarget.value });
              }}
            />
          </div>
          <Filters question={question} searcher={{ ...searcher, people }} onChange={change} />
        </form>
      </search>
      <p class="visually-hidden" role="status">
        {loading ? t('loading') : page ? t('found', { count: page.messages.length }) : ''}
      </p>
      {page && !page.complete ? <Notice>{t('rebuilding')}</Notice> : null}
      {error ? (
        <Notice tone="bad">
          {errorText(error)}
          <Button small onClick={found.again}>
            {t('again')}
          </Button>
        </Notice>
      ) : null}
      {!isAsked(question) ? (
        <Empty icon={<Search aria-hidden="true" />} title={t('startTitle')}>
          <p>{t('startText')}</p>
        </Empty>
      ) : page && page.rooms.length + page.messages.length > 0 ? (
        <Results page={page} searcher={searcher} loading={loading} onMore={found.more} />
      ) : page && !loading && !error ? (
        <Empty icon={<Search aria-hidden="true" />} title={t('nothingTitle')}>
          <p>{t('nothingText')}</p>
        </Empty>
      ) : loading && !page ? (
        <Empty title={t('loading')} />
      ) : null}
    </Page>
  );
}
