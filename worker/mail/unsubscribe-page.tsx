/** @jsxImportSource hono/jsx */
import { plainPage } from '../http/plain-page.tsx';
import type { Messages } from './messages.ts';
import { oneLine } from './render/blocks.ts';

type Facts = { m: Messages } & ({ notice: string } | { company: string; room: string; mutes: { all: boolean; room: boolean } });

/** The page behind the link of a mail. `room` empty: its name is not for this reader any more. Without scripts: it works wherever mails do. */
export function unsubscribePage(facts: Facts): string {
  const { m } = facts;
  const words = m.unsubscribe;
  return plainPage({
    language: m.language,
    title: words.title,
    children: 'notice' in facts ? <p role="status">{facts.notice}</p> : <Choices {...facts} />,
  });
}

function Choices({ m: { unsubscribe: words }, company, room, mutes }: Extract<Facts, { company: string }>) {
  return (
    <>
      <p>{words.of(oneLine(company, 80))}</p>
      <Choice
        name={room ? words.room(oneLine(room, 80)) : words.thisRoom}
        state={mutes.room || mutes.all ? words.off : words.on}
        {...(mutes.all ? {} : mutes.room ? { value: 'start_room', label: words.startRoom } : { value: 'stop_room', label: words.stopRoom })}
      />
      <Choice
        name={words.all}
        state={mutes.all ? words.off : words.on}
        {...(mutes.all ? { value: 'start_all', label: words.startAll } : { value: 'stop_all', label: words.stopAll })}
      />
    </>
  );
}

function Choice({ name, state, value, label }: { name: string; state: string; value?: string; label?: string }) {
  return (
    <section>
      <h2>{name}</h2>
      <p>{state}</p>
      {value && (
        <form method="post">
          <button type="submit" name="do" value={value}>
            {label}
          </button>
        </form>
      )}
    </section>
  );
}
