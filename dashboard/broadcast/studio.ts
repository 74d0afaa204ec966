/** What carries a broadcast, beside the pages: its line to the site, and what is sent. It goes on from page to page, and after a reload. */
import type { Audience } from '../../protocol/broadcast.ts';
import type { Sending } from '../../protocol/call.ts';
import type { SocketLike } from '../../protocol/client/connection.ts';
import { HostLine, type HostView } from '../../protocol/client/video/cast-host/line.ts';
import { openCastHost, wireOf } from '../../protocol/client/video/cast-host/open.ts';
import { isAllowed, openDevices } from '../../protocol/client/video/devices.ts';
import { iceServers } from '../../protocol/client/video/ice.ts';
import type { CastHost } from '../../protocol/client/video/port.ts';
import { SUBPROTOCOL } from '../../protocol/frames.ts';
import { toast } from '../design/toasts.tsx';
import { HttpError, post } from '../http.ts';
import { errorText } from '../i18n/errors.ts';
import { type Kept, keep, type OwnCast, ownCast } from './own.ts';
import { t } from './texts.ts';

type Tracks = () => Promise<MediaStreamTrack[]> | MediaStreamTrack[];

export class Studio {
  readonly line: HostLine;
  /** Null while this page sends nothing. */
  host: CastHost | null = null;
  readonly #user: string;
  readonly #site: string;
  readonly #stops: (() => void)[];
  /** Where the tracks come from when it begins here. */
  #tracks: Tracks;
  /** The broadcast that is sent, or about to be. */
  #sent: string | null = null;
  #lacks: OwnCast['lacks'] = null;
  #unknown = false;
  #isOver = false;
  #pages = 0;

  constructor(user: string, site: string, kept?: Kept) {
    this.#user = user;
    this.#site = site;
    this.#tracks = () => (kept ? this.#reopen(kept) : []);
    const address = `${location.origin.replace(/^http/, 'ws')}/api/sites/${site}/broadcast`;
    this.line = new HostLine({
      open: () => new WebSocket(address, SUBPROTOCOL) as unknown as SocketLike,
      newId: () => crypto.randomUUID(),
      refused: (code) => toast(errorText(new HttpError(code))),
      ...(kept ? { cast: kept.cast } : {}),
    });
    const poke = () => this.line.poke();
    const ask = (event: BeforeUnloadEvent) => {
      if (this.line.view.own) event.preventDefault();
    };
    addEventListener('online', poke);
    addEventListener('beforeunload', ask);
    this.#stops = [
      this.line.subscribe((view) => this.#follow(view)),
      () => removeEventListener('online', poke),
      () => removeEventListener('beforeunload', ask),
    ];
    this.line.connect();
    this.#show();
  }

  /** A page shows it, until it calls what it gets: a studio that sends nothing and is looked at by nobody closes. */
  hold(): () => void {
    this.#pages++;
    return () => {
      this.#pages--;
      this.#closeIdle();
    };
  }

  /** Begins with what `take` hands over as soon as the site has agreed. Throws why not. */
  async goLive(audience: Audience, sending: Sending, take: () => MediaStreamTrack[]): Promise<void> {
    this.#tracks = take;
    const refused = await this.line.start(audience, sending);
    if (refused) throw new HttpError(refused);
  }

  /** Goes on here with what another window sends. The browser may ask. */
  takeOver(): void {
    const { audio, video, screen = false } = this.line.view.live!.sending;
    this.#tracks = () => this.#open({ audio, video: video && !screen }, { audio, video, screen });
    this.line.takeOver();
  }

  end(): void {
    this.line.end();
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const stop of this.#stops) stop();
    this.line.disconnect();
    this.host?.close();
    keep(null);
    if (ownCast.value?.studio === this) ownCast.value = null;
  }

  #follow(view: HostView): void {
    if (view.own && view.live && this.#sent !== view.live.id) {
      this.#sent = view.live.id;
      void this.#send(view.live.id);
    } else if (!view.own && this.#sent && (view.ended || view.elsewhere)) this.#stopped(view);
    // A tab that was duplicated, or a broadcast that was over by then.
    if (view.loaded && !view.own) keep(null);
    this.#show();
    if (view.loaded) this.#closeIdle();
  }

  async #send(cast: string): Promise<void> {
    const tracks = await this.#tracks();
    const isWanted = () => this.#sent === cast && !this.#isOver;
    const base = `/sites/${this.#site}/broadcasts/${cast}`;
    const host = isWanted()
      ? await openCastHost(this.line.view.live!.carrier, {
          cast,
          wire: wireOf(this.line),
          ice: () => iceServers('/api/video/ice'),
          post: (path, body) => post(`${base}/${path}`, body),
          tracks,
          newId: () => crypto.randomUUID(),
        })
      : null;
    if (!host || !isWanted()) {
      for (const track of tracks) track.stop();
      host?.close();
      this.#unknown = !host && isWanted();
      this.#show();
      return;
    }
    this.host = host;
    host.subscribe(() => this.#sends());
    this.#sends();
  }

  /** What is sent has changed. */
  #sends(): void {
    const { sending } = this.host!.picture;
    if (this.#lacks && (this.#lacks === 'microphone' ? sending.audio : sending.video)) this.#lacks = null;
    this.line.tellSending(sending);
    const { audio, video, screen = false } = sending;
    if (this.#sent) keep({ user: this.#user, site: this.#site, cast: this.#sent, audio, video, screen });
    this.#show();
  }

  #stopped({ ended, elsewhere }: HostView): void {
    this.#sent = null;
    this.host?.close();
    this.host = null;
    this.#lacks = null;
    keep(null);
    if (elsewhere) toast(t('elsewhere'));
    else if (ended) toast(t(`ended_${ended.reason}`));
  }

  /** With what the browser gives without asking; it asks for a screen each time. */
  async #reopen(was: Kept): Promise<MediaStreamTrack[]> {
    const { audio, video, screen } = was;
    const wanted = { audio: audio && (await isAllowed('microphone')), video: video && !screen && (await isAllowed('camera')) };
    return this.#open(wanted, was);
  }

  /** Opens what can be, and remembers what is missing of what was sent before. */
  async #open(wanted: Sending, { audio, video, screen }: Pick<Kept, 'audio' | 'video' | 'screen'>): Promise<MediaStreamTrack[]> {
    const tracks = await openDevices(wanted).catch(() => []);
    const has = (kind: string) => tracks.some((track) => track.kind === kind);
    if (video && !has('video')) this.#lacks = screen ? 'screen' : 'camera';
    else if (audio && !has('audio')) this.#lacks = 'microphone';
    return tracks;
  }

  #closeIdle(): void {
    if (this.#pages === 0 && !this.line.view.own) this.close();
  }

  #show(): void {
    if (this.#isOver) return;
    const picture = this.host?.picture ?? null;
    ownCast.value = {
      site: this.#site,
      studio: this,
      view: this.line.view,
      picture,
      lacks: this.#lacks,
      unknown: this.#unknown,
      fault: picture?.fault ?? null,
    };
  }
}

/** Goes on with the broadcast of this tab. */
export function resume(kept: Kept): void {
  if (!ownCast.value) new Studio(kept.user, kept.site, kept);
}

/** The studio of a site, for as long as a page shows it; one that is live stays, whichever site is asked for. */
export function studioOf(user: string, site: string): Studio {
  const known = ownCast.value;
  if (known && (known.site === site || known.view.own)) return known.studio;
  known?.studio.close();
  return new Studio(user, site);
}
