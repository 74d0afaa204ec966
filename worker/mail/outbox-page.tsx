import type { Child } from 'hono/jsx';
import type { OutboxMail } from './outbox.ts';

/** The list of mails, newest first. */
export function outboxPage(mails: OutboxMail[]): string {
  return page(
    'Outbox',
    <main>
      <h1>Outbox</h1>
      <p>
        Mail that this development server would have sent, newest first. There are <a href="/dev/phone">SMS and calls</a>, too.
      </p>
      {mails.length === 0 && <p>Nothing yet.</p>}
      <table>
        <tbody>
          {mails.map(({ id, at, to, subject }) => (
            <tr>
              <td>
                <time>{new Date(at).toISOString().slice(0, 19).replace('T', ' ')}</time>
              </td>
              <td>{to}</td>
              <td>
                <a href={`/dev/outbox/${encodeURIComponent(id)}`}>{subject}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>,
  );
}

/** One mail: its heads, its text with our own links made to click, its HTML where nothing of it can run. */
export function mailPage(mail: OutboxMail, host: string, { answerable = false, notice = '' } = {}): string {
  const { at, to, from, subject, text, html, headers } = mail;
  const heads = { To: to, From: from, Date: new Date(at).toISOString(), ...headers };
  return page(
    subject,
    <main>
      <p>
        <a href="/dev/outbox">Outbox</a>
      </p>
      {notice !== '' && <p role="status">{notice}</p>}
      <h1>{subject}</h1>
      <table>
        <tbody>
          {Object.entries(heads).map(([name, value]) => (
            <tr>
              <th>{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Text</h2>
      <pre>{linked(text, host)}</pre>
      <h2>HTML</h2>
      <iframe title="HTML of the mail" sandbox="" srcdoc={html} />
      {answerable && <AnswerForm mail={mail} />}
    </main>,
  );
}

/** Answers as the mail program of whoever got the mail would, or of somebody who pretends to be them. */
function AnswerForm({ mail }: { mail: OutboxMail }) {
  return (
    <form method="post" action={`/dev/outbox/${encodeURIComponent(mail.id)}/answer`} enctype="multipart/form-data">
      <h2>Answer</h2>
      <label>
        From
        <input name="from" type="text" value={mail.to} required />
      </label>
      <label>
        Text
        <textarea name="text" rows={5} />
      </label>
      <label>
        File
        <input name="file" type="file" />
      </label>
      <button type="submit">Send</button>
    </form>
  );
}

/** Only addresses of this server become links: anything else in a mail was somebody's text. */
function linked(text: string, host: string): Child[] {
  return text.split(/(\s+)/).map((word) => (word.startsWith(`${host}/`) ? <a href={word}>{word}</a> : word));
}

/** A page of the outbox, of mail or phone. */
export function page(title: string, content: Child): string {
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{STYLE}</style>
      </head>
      <body>{content}</body>
    </html>
  );
  return `<!doctype html>${html}`;
}

/** Holds no character that HTML escapes. */
const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
td, th { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8884 }
time, th { white-space: nowrap; font-weight: normal; opacity: .75 }
pre { white-space: pre-wrap; background: #8882; padding: 1rem; border-radius: .5rem }
label { display: block; margin-block: .75rem }
input, textarea { display: block; box-sizing: border-box; width: 100%; min-height: 2.75rem; font: inherit; padding: .5rem }
button { font: inherit; min-height: 2.75rem; padding: .5rem 1.5rem }
iframe { width: 100%; height: 40rem; border: 1px solid #8884; border-radius: .5rem }`;
