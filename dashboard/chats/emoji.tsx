/** The emoji picker, loaded when it is first opened. */
import data from 'emoji-picker-element-data/en/emojibase/data.json?url';
import { useEffect, useRef } from 'preact/hooks';

export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    void import('emoji-picker-element').then(({ Picker }) => {
      if (gone || !box.current) return;
      const picker = new Picker({ dataSource: data });
      picker.addEventListener('emoji-click', ({ detail }) => onPick(detail.unicode ?? ''));
      box.current.append(picker);
    });
    return () => {
      gone = true;
    };
  }, []);
  return <div ref={box} />;
}
