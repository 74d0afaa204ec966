/** Pieces of work for clients: all of them, and one with its messages, status, documents and people. */
import { BriefcaseBusiness } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { MatterInfo } from '../../protocol/matter.ts';
import { Button, Empty, Page, SelectField, Switch, styles, TextField } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import { personName, statusTurns } from '../stores/desk.ts';
import { NewMatter } from './dialogs.tsx';
import { MatterPage } from './matter.tsx';
import s from './matters.module.css';
import { usePages } from './pages.ts';
import { type Asked, listMatters, matterPath } from './requests.ts';
import { Failed } from './statuses.tsx';
import { t } from './texts.ts';

const STATES = ['open', 'closed', 'all'] as const;
const ALL: Asked = { text: '', state: 'open', mine: false };

export default function Matters() {
  const { matter, tab = 'messages', room } = useRoute().params;
  return matter ? <MatterPage key={matter} id={matter} tab={tab} room={room} /> : <List />;
}

function List() {
  const { route } = useLocation();
  const [asked, setAsked] = useState(ALL);
  const [beginning, setBeginning] = useState(false);
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });
  const { rows, error, more, reload } = usePages<MatterInfo, string>(
    async (after) => {
      const { matters, next } = await listMatters(asked, after);
      return { rows: matters, next };
    },
    [asked.text, asked.state, asked.mine, [...statusTurns.value.values()].join()],
  );
  const isFiltered = asked.text !== '' || asked.mine || asked.state !== 'open';
  return (
    <Page>
      <div class={styles.bar}>
        <h1>{t('title')}</h1>
        <Button look="main" onClick={() => setBeginning(true)}>
          {t('new')}
        </Button>
      </div>
      <search class={s.filters}>
        <TextField label={t('search')} type="search" maxLength={100} value={asked.text} onValue={(text) => change({ text })} />
        <SelectField
          label={t('state')}
          value={asked.state}
          onValue={(state) => change({ state: state as Asked['state'] })}
          options={STATES.map((state) => [state, t(`state_${state}`)] as const)}
        />
        <Switch label={t('mine')} checked={asked.mine} onChange={(mine) => change({ mine })} />
      </search>
      {!rows ? (
        error ? (
          <Failed error={error} again={reload} />
        ) : (
          <p role="status">{t('loading')}</p>
        )
      ) : rows.length === 0 ? (
        <Empty icon={<BriefcaseBusiness aria-hidden="true" />} title={t(isFiltered ? 'nothing' : 'none')}>
          {isFiltered ? null : <p>{t('noneText')}</p>}
        </Empty>
      ) : (
        <section class={styles.card}>
          <ul class={styles.rows}>
            {rows.map((matter) => (
              <Row key={matter.id} matter={matter} />
            ))}
          </ul>
          {more ? (
            <p class={s.more}>
              <Button onClick={more}>{t('more')}</Button>
            </p>
          ) : null}
        </section>
      )}
      {beginning ? <NewMatter onClose={() => setBeginning(false)} onDone={({ id }) => route(matterPath(id))} /> : null}
    </Page>
  );
}

function Row({ matter: { id, name, assignee, status, closedAt } }: { matter: MatterInfo }) {
  return (
    <li>
      <a class={`${styles.grow} ${s.matter}`} href={matterPath(id)}>
        <strong dir="auto">{name}</strong>
        <span class={s.line} dir="auto">
          {status ? `${status.text} · ${when(status.at)}` : t('noStatus')}
        </span>
        <span class={s.line}>{t('assignedTo', { name: personName(assignee) || t('someone') })}</span>
      </a>
      {closedAt === undefined ? null : <span class={styles.tag}>{t('closed')}</span>}
    </li>
  );
}
