import type { ComponentChildren } from 'preact';
import { Badge } from '../design/controls.tsx';
import { when } from '../design/time.ts';
import s from './chats.module.css';

interface Props {
  href: string;
  current: boolean;
  /** A face or a sign before the name. */
  sign: ComponentChildren;
  name: string;
  /** The last words, or what is said in their place. */
  line: string;
  /** When the last words were said, ms. */
  at: number | undefined;
  unread: number;
  unreadText: string;
}

/** A room in a list: what it is, what was said last and when, how much of it is unread. */
export const RoomLine = ({ href, current, sign, name, line, at, unread, unreadText }: Props) => (
  <li>
    <a class={`${s.item} ${unread > 0 ? s.bold : ''}`} href={href} aria-current={current ? 'page' : undefined}>
      <span>{sign}</span>
      <strong dir="auto">{name}</strong>
      <span class={s.time}>{at === undefined ? '' : when(at)}</span>
      <span class={s.line} dir="auto">
        {line}
      </span>
      {unread > 0 ? <Badge count={unread} label={unreadText} /> : <span />}
    </a>
  </li>
);
