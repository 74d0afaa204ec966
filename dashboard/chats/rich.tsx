/** What people wrote, as vnodes and never as HTML: names set off, addresses made links. */
import { tokenize } from 'linkifyjs';
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

/** Text with its addresses made links. */
const Linked = ({ text }: { text: string }) => (
  <>
    {tokenize(text).map((token, index) => {
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
