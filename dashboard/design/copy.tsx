import { useState } from 'preact/hooks';
import { Button } from './controls.tsx';

/** Copies a text; says for which with `label` where there are several. */
export function Copy({ text, copy, copied, label }: { text: string; copy: string; copied: string; label?: string }) {
  const [done, setDone] = useState(false);
  const name = done ? copied : copy;
  return (
    <Button
      look="main"
      {...(label ? { 'aria-label': `${name}: ${label}` } : {})}
      onClick={async () => {
        await navigator.clipboard.writeText(text);
        setDone(true);
      }}
    >
      {name}
    </Button>
  );
}
