import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RoomClient } from '../../protocol/client/room-client.ts';
import type { RoomView } from '../../protocol/client/room-view.ts';
import { startUpload, type Upload } from '../../protocol/client/upload.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { Host, HostState } from '../host.ts';
import { t } from './i18n.ts';
import { Icon } from './icons.tsx';
import { maskDraft } from './mask.ts';
import { keep, storage } from './storage.ts';
import { currentTalk, roomName } from './talk.ts';

const EMOJI = '😀 😄 😂 🙂 😉 😍 🤔 😕 😢 😮 😡 👍 👎 👏 🙏 💪 👋 👀 ❤️ 🎉 🔥 ⭐ ✅ ❌ ❓ 💡 📎 📦 🚚 💳 🕐 📞'.split(' ');

interface Props {
  host: Host;
  room: RoomClient | null;
  view: RoomView;
  prefill: HostState['prefill'];
  open: boolean;
  /** While the visitor is asked for something else. */
  hidden: boolean;
  placeholder: string;
}

/** Where the visitor writes. What is written stays when the chat is closed or the page is left. */
export function Composer({ host, room, view, prefill, open, hidden, placeholder }: Props) {
  const kept = `foyer.${roomName(host)}.draft`;
  const [text, setText] = useState(() => storage.getItem(kept) ?? '');
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [emoji, setEmoji] = useState(false);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { settings } = host.state();
  const showsDraft = settings.preview && (view.chat.status === 'open' || view.chat.status === 'waiting');

  const write = (value: string) => {
    setText(value);
    keep(kept, value);
    room?.typing(value.trim() !== '', showsDraft ? maskDraft(value).slice(0, LIMITS.draft) : undefined);
  };

  useEffect(() => {
    if (prefill) write(prefill.text);
  }, [prefill?.at]);
  useLayoutEffect(() => {
    const box = field.current!;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
  }, [text, open, hidden]);

  const add = (files: Iterable<File>) => {
    setFault('');
    for (const file of files) {
      setUploads((known) => {
        if (known.length >= LIMITS.filesPerMessage) {
          setFault(t('tooMany'));
          return known;
        }
        const replace = (upload: Upload) => setUploads((all) => all.map((one) => (one.id === upload.id ? upload : one)));
        return [...known, startUpload(`${host.base}/w/v1/files`, host.state().token, file, replace, currentTalk().ticket)];
      });
    }
  };
  useEffect(() => {
    if (hidden) return;
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const left = ({ relatedTarget }: DragEvent) => relatedTarget || setOver(false);
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      add(event.dataTransfer?.files ?? []);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', left);
    document.addEventListener('drop', dropped);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', left);
      document.removeEventListener('drop', dropped);
    };
  }, [hidden]);
  const drop = (id: number) => {
    const upload = uploads.find((one) => one.id === id);
    upload?.cancel();
    if (upload?.preview) URL.revokeObjectURL(upload.preview);
    setUploads(uploads.filter((one) => one.id !== id));
  };

  const loading = uploads.some(({ file, error }) => !file && !error);
  const files = uploads.flatMap(({ file }) => file ?? []);
  const ready = (text.trim() !== '' || files.length > 0) && !loading;
  const send = () => {
    if (!ready) return;
    void room?.send(text.trim(), files);
    for (const { preview } of uploads) if (preview) URL.revokeObjectURL(preview);
    setUploads([]);
    setEmoji(false);
    write('');
    field.current?.focus();
  };

  return (
    <form
      class={`composer ${over ? 'over' : ''}`}
      hidden={hidden}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {over ? <p class="drop">{t('drop')}</p> : null}
      {showsDraft ? <p class="hint">{t('preview')}</p> : null}
      {fault ? (
        <p class="hint" role="alert">
          {fault}
        </p>
      ) : null}
      {uploads.map((upload) => (
        <div class={`upload ${upload.error ? 'failed' : ''}`} key={upload.id}>
          {upload.preview ? <img src={upload.preview} alt="" /> : <Icon name="file" />}
          <span>
            {upload.name}
            {upload.error ? <em role="alert">{t(upload.error === 'failed' ? 'unknown' : upload.error)}</em> : null}
            {!upload.file && !upload.error ? <progress value={upload.progress} aria-label={upload.name} /> : null}
          </span>
          <button type="button" class="icon" aria-label={t('discard')} onClick={() => drop(upload.id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
      {emoji ? (
        <div class="emoji">
          {EMOJI.map((sign) => (
            <button
              type="button"
              key={sign}
              onClick={() => {
                const box = field.current!;
                box.setRangeText(sign, box.selectionStart, box.selectionEnd, 'end');
                write(box.value);
                box.focus();
              }}
            >
              {sign}
            </button>
          ))}
        </div>
      ) : null}
      <div class="row">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          placeholder={placeholder}
          aria-label={t('write')}
          maxLength={LIMITS.text}
          onInput={(event) => write(event.currentTarget.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files;
            if (!pasted?.length) return;
            event.preventDefault();
            add(pasted);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
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
        <button type="button" class="icon" aria-label={t('emoji')} aria-expanded={emoji} onClick={() => setEmoji(!emoji)}>
          <Icon name="emoji" />
        </button>
        <button type="button" class="icon" aria-label={t('attach')} onClick={() => picker.current?.click()}>
          <Icon name="attach" />
        </button>
        <button type="submit" class="icon go" aria-label={t('send')} disabled={!ready}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
