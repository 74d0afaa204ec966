/** What people wrote, as vnodes and never as HTML: names set off, addresses made links. */
import { signal } from '@preact/signals';
import type { tokenize } from 'linkifyjs';
import { useEffect } from 'preact/hooks';
import type { PersonId } from '../../protocol/entries.ts';
import s from './chats.module.css';
import { mentionParts, type Named } from './mentions.ts';

/** Text with those it names set off, and oneself (`me`) most. */
export const Rich = ({ text, names, me }: { text: string; names: Named[]; me: PersonId | null }) => (
  <>
    {mentionParts(text, names).map(({ text: part, name }, index) =>
      name === undefined ? (
        <Linked key={index} text={part} />
      ) : (
        <mark key={index} class={`${s.mention} ${names.some((one) => one.name === name && one.id === me) ? s.me : ''}`}>
          {part}
        </mark>
      ),
    )}
  </>
);

/** Finds addresses. It knows all domains there are, so it is loaded when a text may hold one; until then that is plain text. */
const finder = signal<typeof tokenize | null>(null);
let loading: Promise<void> | null = null;
const loadFinder = (): Promise<void> =>
  (loading ??= import('linkifyjs').then(
    (found) => {
      finder.value = found.tokenize;
    },
    // Without a network; the next such text tries again.
    () => {
      loading = null;
    },
  ));

const MAYBE = /\S[.:]\S/;

/** Text with its addresses made links. */
function Linked({ text }: { text: string }) {
  const mayHold = MAYBE.test(text);
  useEffect(() => {
    if (mayHold) void loadFinder();
  }, [mayHold]);
  if (!mayHold || !finder.value) return <>{text}</>;
  return (
    <>
      {finder.value(text).map((token, index) => {
        const href = token.isLink ? token.toHref('https') : '';
        return /^(https?:|mailto:)/i.test(href) ? (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {token.toString()}
          </a>
        ) : (
          token.toString()
        );
      })}
    </>
  );
}
