/** The visitors of a site as one operator looks at them: their socket says what is on screen, the site answers with that and then with what changes in it. */
import { type Signal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Connection, type SocketLike } from '../../protocol/client/connection.ts';
import { SUBPROTOCOL, VERSION, type WatcherClientFrame, type WatcherServerFrame } from '../../protocol/frames.ts';
import { EMPTY_WINDOW, type VisitorsLook, type VisitorsWindow, windowAfter } from '../../protocol/visitors.ts';

/** Pause between two looks, ms: who scrolls or types looks at many things for a moment. */
const PAUSE = 120;

const parts = ({ sort, down, kind, text, language, first }: VisitorsLook): string =>
  JSON.stringify([sort, down, kind, text, language, first]);
const whole = (look: VisitorsLook): string => JSON.stringify([parts(look), look.count, look.hold, look.open]);

export class VisitorsWatch {
  /** Null until the site has answered. */
  readonly window: Signal<VisitorsWindow | null> = signal(null);
  readonly #connection: Connection;
  #look: VisitorsLook;
  /** What the site was last told, and what without holding: that is what is on screen. Null when it is to be told anew. */
  #told: VisitorsLook | null = null;
  #shown: VisitorsLook | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** A new socket begins with nothing, while the old rows are still shown. */
  #fresh = true;

  constructor(open: () => SocketLike, look: VisitorsLook) {
    this.#look = look;
    this.#connection = new Connection({
      open,
      onOpen: () => {
        this.#fresh = true;
        const { hold: _, ...look } = this.#look;
        this.#send({ t: 'hello', v: VERSION, look });
        this.look(this.#look);
      },
      onFrame: (frame) => this.#heard(frame as WatcherServerFrame),
      onStatus: () => undefined,
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#connection.stop();
  }

  /** The network is back, or may be. */
  poke(): void {
    this.#connection.poke();
  }

  /** Something else is looked at. */
  look(look: VisitorsLook): void {
    this.#look = look;
    if (!this.#timer) this.#pace();
  }

  /** Tells at once, and after a pause what came in it. */
  #pace(): void {
    this.#timer = this.#tell()
      ? setTimeout(() => {
          this.#timer = null;
          this.#pace();
        }, PAUSE)
      : null;
  }

  /** Lets held rows take the places they have by now. */
  refresh(): void {
    this.#shown = null;
    this.#tell();
  }

  /** Whether there was anything to tell. */
  #tell(): boolean {
    const before = this.#told;
    const { hold, ...look } = this.#look;
    // What is held is what was shown before: where that is not enough, the new window has to be shown first.
    const shown = this.#shown;
    if (hold && !(shown && parts(shown) === parts(look) && look.count <= shown.count)) this.#send({ t: 'look', look });
    if (!this.#told || whole(this.#told) !== whole(this.#look)) this.#send({ t: 'look', look: this.#look });
    return this.#told !== before;
  }

  /** What a dead line does not take is told by the next hello. */
  #send(frame: WatcherClientFrame): void {
    if (!this.#connection.send(frame)) return;
    this.#told = frame.look;
    if (!frame.look.hold) this.#shown = frame.look;
  }

  #heard(frame: WatcherServerFrame): void {
    if (frame.t === 'welcome') this.#connection.settled();
    if (frame.t !== 'visitors') return;
    this.window.value = windowAfter(this.#fresh ? EMPTY_WINDOW : (this.window.value ?? EMPTY_WINDOW), frame);
    this.#fresh = false;
  }
}

/** Watches a site while the component is there. */
export function useVisitors(site: string | undefined, look: VisitorsLook): { window: VisitorsWindow | null; refresh: () => void } {
  const [watch, setWatch] = useState<VisitorsWatch | null>(null);
  useEffect(() => {
    if (!site) return;
    const address = `${location.origin.replace(/^http/, 'ws')}/api/sites/${site}/visitors`;
    const made = new VisitorsWatch(() => new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike, look);
    const poke = () => made.poke();
    made.start();
    setWatch(made);
    addEventListener('online', poke);
    return () => {
      removeEventListener('online', poke);
      made.stop();
    };
  }, [site]);
  const key = JSON.stringify(look);
  useEffect(() => watch?.look(look), [watch, key]);
  return { window: watch?.window.value ?? null, refresh: () => watch?.refresh() };
}
