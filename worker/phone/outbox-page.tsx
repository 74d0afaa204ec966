import { page } from '../mail/outbox-page.tsx';
import type { OutboxSms } from './outbox.ts';

const time = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** SMS and calls, newest first, and what a phone can do. `numbers`: own ones. */
export function phonePage(entries: OutboxSms[], numbers: string[], notice: string): string {
  return page(
    'Phone',
    <main>
      <p>
        <a href="/dev/outbox">Mail</a>
      </p>
      <h1>Phone</h1>
      <p>SMS and calls that this development server would have sent and made, newest first.</p>
      {notice !== '' && <p role="status">{notice}</p>}
      {entries.length === 0 && <p>Nothing yet.</p>}
      <table>
        <tbody>
          {entries.map(({ id, at, kind, from, to, text }) => (
            <tr>
              <td>
                <time>{time(at)}</time>
              </td>
              <td>
                {from} → {to}
              </td>
              <td>
                <a href={`/dev/phone/${encodeURIComponent(id)}`}>{kind === 'call' ? `Call, to connect with ${text}` : text || 'Files'}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {numbers.length > 0 && <SmsForm from="" to="" numbers={numbers} />}
      {numbers.length > 0 && <CallForm numbers={numbers} />}
      <form method="post" action="/dev/phone/numbers">
        <h2>Give a number to an account</h2>
        <label>
          Account
          <input name="account" type="text" required />
        </label>
        <label>
          Number
          <input name="number" type="tel" value="+12025550101" required />
        </label>
        <button type="submit">Give</button>
      </form>
    </main>,
  );
}

/** One message or call, and what the phone at the other end does. */
export function phoneEntryPage(entry: OutboxSms, notice: string): string {
  const { id, at, kind, from, to, text, media } = entry;
  const path = `/dev/phone/${encodeURIComponent(id)}`;
  return page(
    kind === 'call' ? 'Call' : 'SMS',
    <main>
      <p>
        <a href="/dev/phone">Phone</a>
      </p>
      {notice !== '' && <p role="status">{notice}</p>}
      <h1>{kind === 'call' ? `Call, to connect with ${text}` : 'SMS'}</h1>
      <p>
        {from} → {to}, <time>{time(at)}</time>
      </p>
      {kind === 'sms' && <pre>{text}</pre>}
      {media.map((url) => (
        <p>
          <a href={url}>{url}</a>
        </p>
      ))}
      {kind === 'call' ? (
        <form method="post" action={`${path}/call`}>
          <button type="submit" name="taken" value="yes">
            They take it
          </button>
          <button type="submit" name="taken" value="">
            Nobody takes it
          </button>
        </form>
      ) : (
        <form method="post" action={`${path}/status`}>
          <button type="submit" name="status" value="delivered">
            It was delivered
          </button>
          <button type="submit" name="status" value="undelivered">
            It was not
          </button>
        </form>
      )}
      {kind === 'sms' && <SmsForm from={to} to={from} numbers={[from]} />}
    </main>,
  );
}

/** Writes to an own number, as any phone would. */
function SmsForm({ from, to, numbers }: { from: string; to: string; numbers: string[] }) {
  return (
    <form method="post" action="/dev/phone/sms" enctype="multipart/form-data">
      <h2>{from ? 'Answer' : 'Write'}</h2>
      <label>
        From
        <input name="from" type="tel" value={from || '+12025550199'} required />
      </label>
      <NumberField id="to-write" numbers={numbers} value={to} />
      <label>
        Text
        <textarea name="text" rows={4} />
      </label>
      <label>
        File
        <input name="file" type="file" />
      </label>
      <button type="submit">Send</button>
    </form>
  );
}

/** Calls an own number, and may leave a message. */
function CallForm({ numbers }: { numbers: string[] }) {
  return (
    <form method="post" action="/dev/phone/calls" enctype="multipart/form-data">
      <h2>Call</h2>
      <label>
        From
        <input name="from" type="tel" value="+12025550199" required />
      </label>
      <NumberField id="to-call" numbers={numbers} value="" />
      <label>
        Phones that ring before one is taken (empty: nobody takes it)
        <input name="takenAt" type="number" min="0" max="49" />
      </label>
      <label>
        Message after the tone (MP3 or WAV)
        <input name="recording" type="file" accept="audio/*" />
      </label>
      <button type="submit">Call</button>
    </form>
  );
}

function NumberField({ id, numbers, value }: { id: string; numbers: string[]; value: string }) {
  return (
    <label>
      To
      <input name="to" type="tel" list={id} value={value || numbers[0]} required />
      <datalist id={id}>
        {numbers.map((number) => (
          <option value={number} />
        ))}
      </datalist>
    </label>
  );
}
