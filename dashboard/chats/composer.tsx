import { File, MessageSquareText, Paperclip, SendHorizontal, Smile, X } from 'lucide-preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { CannedResponse } from '../../protocol/api.ts';
import { startUpload, type Upload } from '../../protocol/client/upload.ts';
import type { RoomSummary } from '../../protocol/frames.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { Button, IconButton } from '../design/controls.tsx';
import { get } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { isMine, myId, siteName } from '../stores/desk.ts';
import { me } from '../stores/me.ts';
import type { OpenRoom } from '../stores/rooms.ts';
import { blockText } from './blocked.ts';
import { askedFor, filled, inserted, matching } from './canned.ts';
import common from './chats.module.css';
import s from './composer.module.css';
import { t } from './texts.ts';

const EmojiPicker = lazy(() => import('./emoji.tsx'));

/** Where an operator writes, to the visitor or for colleagues. Drafts stay with their chat. */
export function Composer({ room, summary }: { room: OpenRoom; summary: RoomSummary | undefined }) {
  const kept = `foyer.draft|${room.id}`;
  const view = room.view.value;
  const [text, setText] = useState(() => localStorage.getItem(kept) ?? '');
  const [note, setNote] = useState(false);
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState('');
  const [popover, setPopover] = useState<'canned' | 'emoji' | null>(null);
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const [canned, setCanned] = useState<CannedResponse[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => {
    get<CannedResponse[]>('/canned').then(setCanned, () => undefined);
    field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    const box = field.current!;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
  }, [text]);

  const write = (value: string, caret = value.length) => {
    setText(value);
    if (value) localStorage.setItem(kept, value);
    else localStorage.removeItem(kept);
    const wanted = askedFor(value, caret);
    if (wanted !== null) {
      setAsked(wanted);
      setAt(0);
      setPopover('canned');
    } else if (popover === 'canned') setPopover(null);
    if (!note) room.client.typing(value.trim() !== '');
  };
  const found = popover === 'canned' ? matching(canned, asked) : [];
  const choose = (response: CannedResponse | undefined) => {
    if (!response) return;
    const names = { visitor: summary?.visitor.name ?? '', operator: me.value?.user.name ?? '', site: siteName(summary?.site ?? '') };
    const done = inserted(text, field.current!.selectionStart, filled(response.text, names));
    write(done.text, done.caret);
    setPopover(null);
    field.current!.focus();
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
        return [...known, startUpload(`/api/rooms/${encodeURIComponent(room.id)}/files`, null, file, replace)];
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
  const ready = view.loaded && !loading && (text.trim() !== '' || (!note && files.length > 0));
  const send = () => {
    if (!ready) return;
    void room.client.send(text.trim(), note ? undefined : files, note || undefined);
    if (!note) {
      for (const { preview } of uploads) if (preview) URL.revokeObjectURL(preview);
      setUploads([]);
    }
    write('');
    setPopover(null);
    field.current?.focus();
  };

  const { chat } = view;
  if (chat.erased) return <p class={common.event}>{t('erasedNotice')}</p>;
  if (chat.blocked) return <p class={common.event}>{blockText(chat)}</p>;
  const foreign = chat.status === 'open' && chat.owner !== myId.value && summary && !isMine(summary);
  const placeholder = note ? t('writeNote') : chat.status === 'open' ? t('write') : t('writeTake');
  return (
    <form
      class={`${s.composer} ${note || foreign ? s.asNote : ''}`}
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
      {popover === 'canned' ? (
        <div class={s.popover} id="canned" role="listbox" tabIndex={-1} aria-label={t('canned')}>
          {found.map((response, index) => (
            <div
              key={response.id}
              id={`canned-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(response)}
              onKeyDown={(event) => event.key === 'Enter' && choose(response)}
            >
              <strong>/{response.shortcut}</strong>
              <span>{response.text}</span>
            </div>
          ))}
          {found.length === 0 ? <div>{t('cannedNone')}</div> : null}
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
      <div class={s.modes}>
        <button type="button" aria-pressed={!note} onClick={() => setNote(false)}>
          {t('reply')}
        </button>
        <button type="button" aria-pressed={note} onClick={() => setNote(true)}>
          {t('noteTab')}
        </button>
      </div>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text}
        maxLength={LIMITS.text}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-controls={popover === 'canned' ? 'canned' : undefined}
        aria-activedescendant={popover === 'canned' && found.length > 0 ? `canned-${at}` : undefined}
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          if (!pasted?.length) return;
          event.preventDefault();
          add(pasted);
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (popover === 'canned' && found.length > 0 && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab'].includes(event.key)) {
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
      {fault ? (
        <p class={common.failed} role="alert">
          {fault}
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
        <IconButton
          small
          label={t('canned')}
          aria-expanded={popover === 'canned'}
          onClick={() => {
            setAsked('');
            setAt(0);
            setPopover(popover === 'canned' ? null : 'canned');
            field.current?.focus();
          }}
        >
          <MessageSquareText aria-hidden="true" />
        </IconButton>
        <span class={s.grow} />
        <Button small look="main" type="submit" disabled={!ready}>
          <SendHorizontal aria-hidden="true" />
          {t('send')}
        </Button>
      </div>
    </form>
  );
}
