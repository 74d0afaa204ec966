import { File, Paperclip, SendHorizontal, Smile, X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import { startUpload, type Upload } from '../../protocol/client/upload.ts';
import type { FileRef } from '../../protocol/entries.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { errorText } from '../i18n/errors.ts';
import { DRAFTS } from '../stores/drafts.ts';
import type { AnyRoom } from '../stores/rooms.ts';
import common from './chats.module.css';
import s from './composer.module.css';
import { t } from './texts.ts';

const EmojiPicker = lazy(() => import('./emoji.tsx'));

/** One thing that can be put into the text. */
export interface Suggestion {
  key: string;
  title: string;
  more?: string;
  /** Puts it into the text at the caret. */
  into: (text: string, caret: number) => { text: string; caret: number };
}

/** Things found by what is typed behind a sign: canned responses, colleagues. */
export interface Suggestions {
  id: string;
  label: string;
  /** Told when nothing is found. */
  none: string;
  icon: ComponentChildren;
  /** What is looked for before the caret; null for nothing. */
  asked: (text: string, caret: number) => string | null;
  find: (asked: string) => Suggestion[];
  /** Told what is looked for, where it has to be fetched first. */
  onAsked?: (asked: string) => void;
}

interface Props {
  room: AnyRoom;
  placeholder: string;
  suggestions: Suggestions[];
  /** What stands above the text. */
  head?: ComponentChildren;
  tinted?: boolean;
  /** What stands beside the buttons. */
  extra?: ComponentChildren;
  /** Where files go: by default where operators' do. */
  uploadTo?: string;
  /** Between operators, beside a chat with a visitor: no files, and nobody is told of the typing. */
  note?: boolean;
  /** When it changes, one goes on writing here. */
  focusOn?: unknown;
  /** It takes no focus when it appears. */
  quiet?: boolean | undefined;
  /** Told of a text under it, and of how many files go with it. */
  under?: (text: string, files: number) => ComponentChildren;
  /** Why this cannot be sent; empty when it can. */
  refuses?: (files: FileRef[], text: string) => string;
  onSend: (text: string, files: FileRef[]) => void;
}

/** Where an operator writes. Drafts stay with their room. */
export function Composer(props: Props) {
  const { room, placeholder, suggestions, head, extra, uploadTo, tinted, note = false, focusOn, quiet, under, refuses, onSend } = props;
  const kept = `${DRAFTS}${room.id}`;
  const view = room.view.value;
  const [text, setText] = useState(() => localStorage.getItem(kept) ?? '');
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState('');
  const [popover, setPopover] = useState<string | null>(null);
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const isNew = useRef(true);
  useEffect(() => {
    if (!quiet || !isNew.current) field.current?.focus();
    isNew.current = false;
  }, [focusOn]);
  useLayoutEffect(() => {
    const box = field.current!;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
  }, [text]);

  const write = (value: string, caret = value.length) => {
    setText(value);
    if (value) localStorage.setItem(kept, value);
    else localStorage.removeItem(kept);
    const wanted = suggestions.find(({ asked: isAsked }) => isAsked(value, caret) !== null);
    if (wanted) {
      setAsked(wanted.asked(value, caret)!);
      wanted.onAsked?.(wanted.asked(value, caret)!);
      setAt(0);
      setPopover(wanted.id);
    } else if (open) setPopover(null);
    if (!note) room.client.typing(value.trim() !== '');
  };
  const open = suggestions.find(({ id }) => id === popover);
  const found = open?.find(asked) ?? [];
  const choose = (suggestion: Suggestion | undefined) => {
    if (!suggestion) return;
    const done = suggestion.into(text, field.current!.selectionStart);
    write(done.text, done.caret);
    setPopover(null);
    const box = field.current!;
    box.focus();
    // After the text is in the field.
    requestAnimationFrame(() => box.setSelectionRange(done.caret, done.caret));
  };

  const add = (files: Iterable<globalThis.File>) => {
    setFault('');
    for (const file of files) {
      setUploads((known) => {
        if (known.length >= LIMITS.filesPerMessage) {
          setFault(t('tooMany'));
          return known;
        }
        const replace = (upload: Upload) => setUploads((all) => all.map((one) => (one.id === upload.id ? upload : one)));
        return [...known, startUpload(uploadTo ?? `/api/rooms/${encodeURIComponent(room.id)}/files`, null, file, replace)];
      });
    }
  };
  const forget = (upload: Upload) => {
    upload.cancel();
    if (upload.preview) URL.revokeObjectURL(upload.preview);
    setUploads(uploads.filter(({ id }) => id !== upload.id));
  };
  const files = uploads.flatMap(({ file }) => file ?? []);
  const loading = uploads.some(({ file, error }) => !file && !error);
  const refused = refuses?.(files, text) ?? '';
  const ready = view.loaded && !loading && !refused && (text.trim() !== '' || (!note && files.length > 0));
  const send = () => {
    if (!ready) return;
    onSend(text.trim(), note ? [] : files);
    if (!note) {
      for (const { preview } of uploads) if (preview) URL.revokeObjectURL(preview);
      setUploads([]);
    }
    write('');
    setPopover(null);
    field.current?.focus();
  };

  return (
    <form
      class={`${s.composer} ${tinted ? s.asNote : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer?.files ?? []);
      }}
    >
      {over ? <p class={s.drop}>{t('drop')}</p> : null}
      {open ? (
        <div class={s.popover} id={open.id} role="listbox" tabIndex={-1} aria-label={open.label}>
          {found.map((suggestion, index) => (
            <div
              key={suggestion.key}
              id={`${open.id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(suggestion)}
              onKeyDown={(event) => event.key === 'Enter' && choose(suggestion)}
            >
              <strong>{suggestion.title}</strong>
              {suggestion.more ? <span>{suggestion.more}</span> : null}
            </div>
          ))}
          {found.length === 0 ? <div>{open.none}</div> : null}
        </div>
      ) : null}
      {popover === 'emoji' ? (
        <div class={s.popover}>
          <EmojiPicker
            onPick={(emoji: string) => {
              write(field.current!.value + emoji);
              setPopover(null);
              field.current?.focus();
            }}
          />
        </div>
      ) : null}
      {head}
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        maxLength={LIMITS.text}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-controls={open?.id}
        aria-activedescendant={open && found.length > 0 ? `${open.id}-${at}` : undefined}
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          if (!pasted?.length) return;
          event.preventDefault();
          add(pasted);
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (open && found.length > 0 && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab'].includes(event.key)) {
            event.preventDefault();
            if (event.key === 'ArrowDown') setAt((at + 1) % found.length);
            else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length);
            else choose(found[at]);
          } else if (event.key === 'Escape') setPopover(null);
          else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            send();
          }
        }}
      />
      {under?.(text, uploads.length)}
      {fault || refused ? (
        <p class={common.failed} role="alert">
          {fault || refused}
        </p>
      ) : null}
      {uploads.map((upload) => (
        <div class={s.upload} key={upload.id}>
          {upload.preview ? <img src={upload.preview} alt="" /> : <File aria-hidden="true" />}
          <span>
            {upload.name}
            {upload.error ? <em class={common.failed}> {errorText(upload.error)}</em> : null}
            {!upload.file && !upload.error ? <progress value={upload.progress} aria-label={upload.name} /> : null}
          </span>
          <IconButton small label={t('discard')} onClick={() => forget(upload)}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          add(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
        }}
      />
      <div class={s.tools}>
        <IconButton
          small
          label={t('emoji')}
          aria-expanded={popover === 'emoji'}
          onClick={() => setPopover(popover === 'emoji' ? null : 'emoji')}
        >
          <Smile aria-hidden="true" />
        </IconButton>
        {note ? null : (
          <IconButton small label={t('attach')} onClick={() => picker.current?.click()}>
            <Paperclip aria-hidden="true" />
          </IconButton>
        )}
        {suggestions.map(({ id, label, icon, onAsked }) => (
          <IconButton
            key={id}
            small
            label={label}
            aria-expanded={popover === id}
            onClick={() => {
              setAsked('');
              onAsked?.('');
              setAt(0);
              setPopover(popover === id ? null : id);
              field.current?.focus();
            }}
          >
            {icon}
          </IconButton>
        ))}
        <span class={s.grow} />
        {extra}
        <Button small look="main" type="submit" disabled={!ready}>
          <SendHorizontal aria-hidden="true" />
          {t('send')}
        </Button>
      </div>
    </form>
  );
}
