import { useEffect, useRef, useState } from 'preact/hooks';
import type { Question } from '../../protocol/broadcast.ts';
import { newId } from '../../protocol/client/new-id.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Icon } from '../call/icons.tsx';
import { t } from './i18n.ts';
import type { CastLine } from './line.ts';

interface BoardProps {
  list: Question[];
  mine: string[];
  /** Whether the own question is on its way, has arrived, or was refused, and how. */
  state: '' | 'asking' | 'asked' | 'tooMany' | 'failed';
  ask(text: string): void;
  vote(question: string): void;
}

/** The board as the site tells it, and the own question until the site has it. */
export function useBoard(line: CastLine, cast: string): BoardProps {
  const [list, setList] = useState<Question[]>([]);
  const [mine, setMine] = useState<string[]>([]);
  const [state, setState] = useState<BoardProps['state']>('');
  const waits = useRef<{ cid: string; text: string } | null>(null);
  const send = () => waits.current && line.say({ t: 'ask', cast, ...waits.current });

  useEffect(() => {
    const ends = [
      line.onAny((frame) => {
        if (frame.t === 'questions' && frame.cast === cast) {
          setList(frame.list);
          if (frame.mine) setMine(frame.mine);
        }
        if ((frame.t !== 'asked' && frame.t !== 'error') || !waits.current || frame.cid !== waits.current.cid) return;
        waits.current = null;
        setState(frame.t === 'asked' ? 'asked' : frame.code === 'too_many' ? 'tooMany' : 'failed');
      }),
      // It may have been lost with the line. The same cid is the same question.
      line.onLine(send),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);

  return {
    list,
    mine,
    state,
    ask(text) {
      waits.current = { cid: newId(), text };
      setState('asking');
      send();
    },
    vote: (question) => line.say({ t: 'vote', cast, question }),
  };
}

/** Questions before everybody, best first. */
export function Board({ list, mine, state, ask, vote }: BoardProps) {
  const [text, setText] = useState('');
  useEffect(() => {
    if (state === 'asked') setText('');
  }, [state]);
  return (
    <details class="board">
      <summary>
        {t('board')} {list.length > 0 ? <small>{list.length}</small> : null}
      </summary>
      {list.length === 0 ? <p class="quiet">{t('none')}</p> : null}
      <ol>
        {list.map(({ id, text: asked, votes, answered }) => (
          <li key={id}>
            <button
              type="button"
              class="vote"
              aria-label={t('vote', { text: asked, count: votes })}
              aria-pressed={mine.includes(id)}
              disabled={mine.includes(id)}
              onClick={() => vote(id)}
            >
              <Icon name="vote" /> {votes}
            </button>
            <p>
              {asked} {answered ? <small>{t('answered')}</small> : null}
            </p>
          </li>
        ))}
      </ol>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) ask(text.trim());
        }}
      >
        <input
          aria-label={t('question')}
          placeholder={t('question')}
          maxLength={LIMITS.line}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class="main" disabled={state === 'asking'}>
          {t('ask')}
        </button>
      </form>
      <p class="quiet" role="status">
        {state === 'asked' || state === 'tooMany' || state === 'failed' ? t(state) : ''}
      </p>
    </details>
  );
}
