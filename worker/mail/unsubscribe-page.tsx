/** @jsxImportSource hono/jsx */
import type { Messages } from './messages.ts';
import { oneLine } from './render/blocks.ts';

type Facts = { m: Messages } & ({ notice: string } | { company: string; room: string; mutes: { all: boolean; room: boolean } });

/** The page behind the link of a mail. `room` empty: its name is not for this reader any more. Without scripts: it works wherever mails do. */
export function unsubscribePage(facts: Facts): string {
  const { m } = facts;
  const words = m.unsubscribe;
  const html = (
    <html lang={m.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{words.title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <h1>{words.title}</h1>
          {'notice' in facts ? <p role="status">{facts.notice}</p> : <Choices {...facts} />}
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${html}`;
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

/** Holds no character that HTML escapes. Each pair of colours reaches a contrast of 4.5:1. */
const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; padding: 24px 16px; font: 16px/1.5 system-ui, -apple-system, Segoe UI, sans-serif; background: #f4f4f5; color: #1f2328 }
main { max-width: 560px; margin: 0 auto; padding: 24px; background: #fff; border-radius: 12px; overflow-wrap: anywhere }
h1 { margin: 0 0 12px; font-size: 22px }
h2 { margin: 24px 0 4px; font-size: 17px }
p { margin: 0 0 12px }
button { min-height: 44px; padding: 8px 18px; font: inherit; font-weight: 600; color: #fff; background: #c2410c; border: 0; border-radius: 8px; cursor: pointer }
button:focus-visible { outline: 3px solid #1f6feb; outline-offset: 2px }
@media (prefers-color-scheme: dark) {
  body { background: #161618; color: #ececee }
  main { background: #222226 }
}`;
