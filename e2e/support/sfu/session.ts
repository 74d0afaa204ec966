/** One browser's connection to the stand-in: what it sends can be had by the others, what it watches is forwarded to it, packet by packet. */
import {
  type MediaStreamTrack,
  RTCPeerConnection,
  type RTCRtpSender,
  type RTCRtpTransceiver,
  type RtpPacket,
  useNACK,
  useOPUS,
  usePLI,
  useREMB,
  useSdesMid,
  useSdesRTPStreamId,
  useVP8,
} from 'werift';

/** How long asking for a track waits for its first packet, ms. */
const FIRST_PACKET = 5_000;

/** A refusal of the API. */
export class SfuError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** What a browser sends under one name: a track, or with simulcast one for each layer. */
class Publication {
  readonly #layers = new Map<string, MediaStreamTrack>();
  readonly #live = new Set<string>();
  readonly #started: (() => void)[] = [];
  /** Of each who watches: another layer has begun. */
  readonly #choosing = new Set<() => void>();
  readonly name: string;
  readonly transceiver: RTCRtpTransceiver;
  active = true;

  constructor(name: string, transceiver: RTCRtpTransceiver) {
    this.name = name;
    this.transceiver = transceiver;
    for (const track of transceiver.receiver.tracks) this.#add(track);
    transceiver.onTrack.subscribe((track) => this.#add(track));
  }

  /** Whether packets come; waits for the first. */
  async flows(): Promise<boolean> {
    if (this.#live.size === 0) {
      await new Promise<void>((resolve) => {
        this.#started.push(resolve);
        setTimeout(resolve, FIRST_PACKET).unref();
      });
    }
    return this.active && this.#live.size > 0;
  }

  /**
   * Every packet of the layer one would like best; while that is not sent, of the first in alphabetical order. `take` is told where another layer
   * begins. Answers how to ask for a whole picture, and how to stop.
   */
  forward(preferred: string | undefined, take: (packet: RtpPacket, begins: boolean) => void): { refresh: () => void; stop: () => void } {
    let rid: string | undefined;
    let stop = (): void => undefined;
    const refresh = (): void => {
      const { kind, ssrc } = this.#layers.get(rid!)!;
      if (kind === 'video' && ssrc !== undefined) void this.transceiver.receiver.sendRtcpPLI(ssrc);
    };
    const choose = (): void => {
      const best = preferred !== undefined && this.#live.has(preferred) ? preferred : [...this.#live].sort()[0]!;
      if (best === rid) return;
      stop();
      rid = best;
      let begins = true;
      stop = this.#layers.get(best)!.onReceiveRtp.subscribe((packet) => {
        if (this.active) take(packet, begins);
        begins = false;
      }).unSubscribe;
      refresh();
    };
    choose();
    this.#choosing.add(choose);
    return {
      refresh,
      stop: () => {
        this.#choosing.delete(choose);
        stop();
      },
    };
  }

  #add(track: MediaStreamTrack): void {
    const rid = track.rid ?? '';
    if (this.#layers.has(rid)) return;
    this.#layers.set(rid, track);
    track.onReceiveRtp.once(({ header }) => {
      // Tracks of simulcast have no source of their own in the offer.
      track.ssrc ??= header.ssrc;
      this.#live.add(rid);
      for (const resolve of this.#started.splice(0)) resolve();
      for (const choose of this.#choosing) choose();
    });
  }
}

interface Subscription {
  owner: string;
  publication: Publication;
  transceiver: RTCRtpTransceiver;
  stop: () => void;
}

/** What a session was asked to get. */
export interface Wanted {
  sessionId: string;
  trackName: string;
  simulcast?: { preferredRid?: string | undefined } | undefined;
}

export class Session {
  readonly #published = new Map<string, Publication>();
  readonly #watched: Subscription[] = [];
  readonly #connection: RTCPeerConnection;
  /** An offer of ours waits for the browser's answer. */
  #asked = false;

  constructor() {
    this.#connection = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      // Browsers on this machine reach it without any network.
      iceAdditionalHostAddresses: ['127.0.0.1'],
      bundlePolicy: 'max-bundle',
      codecs: { audio: [useOPUS()], video: [useVP8({ rtcpFeedback: [useNACK(), usePLI(), useREMB()] })] },
      headerExtensions: { audio: [useSdesMid()], video: [useSdesMid(), useSdesRTPStreamId()] },
    });
  }

  get isOver(): boolean {
    return ['closed', 'failed'].includes(this.#connection.connectionState);
  }

  publication(name: string): Publication | undefined {
    const found = this.#published.get(name);
    return found?.active ? found : undefined;
  }

  /** Takes the browser's offer; the answer to it. */
  async publish(offer: string, tracks: { mid: string; trackName: string }[]): Promise<string> {
    this.#requireStable();
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: offer });
    for (const { mid, trackName } of tracks) {
      const transceiver = this.#connection.getTransceivers().find((one) => one.mid === mid);
      if (!transceiver) throw new SfuError(406, 'invalid_session_description');
      this.#published.set(trackName, new Publication(trackName, transceiver));
    }
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#connection.localDescription!.sdp;
  }

  /** An offer with these tracks, each of which flows; their places in it. */
  async watch(wanted: (Wanted & { publication: Publication })[]): Promise<{ offer: string; mids: string[] }> {
    this.#requireStable();
    const subscriptions = wanted.map(({ sessionId, publication, simulcast }) => {
      const transceiver = this.#connection.addTransceiver(publication.transceiver.kind, { direction: 'sendonly' });
      const { sender } = transceiver;
      const { refresh, stop } = publication.forward(simulcast?.preferredRid, (packet, begins) => void send(sender, packet, begins));
      // The browser cannot show anything before a whole picture, nor after it has lost one.
      sender.onReady.subscribe(refresh);
      sender.onPictureLossIndication.subscribe(refresh);
      return { owner: sessionId, publication, transceiver, stop };
    });
    this.#watched.push(...subscriptions);
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    this.#asked = true;
    return { offer: this.#connection.localDescription!.sdp, mids: subscriptions.map(({ transceiver }) => transceiver.mid!) };
  }

  /** The browser's answer to our offer. */
  async answer(answer: string): Promise<void> {
    if (!this.#asked) throw new SfuError(406, 'invalid_session_description');
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answer });
    this.#asked = false;
  }

  /** Stops a track, sent or watched; false when there is none. */
  closeTrack(mid: string): boolean {
    const published = [...this.#published.values()].find(({ transceiver, active }) => transceiver.mid === mid && active);
    if (published) published.active = false;
    const watched = this.#watched.findIndex(({ transceiver }) => transceiver.mid === mid);
    if (watched !== -1) this.#watched.splice(watched, 1)[0]!.stop();
    return published !== undefined || watched !== -1;
  }

  /** As `GET` of a session tells them. */
  get tracks(): object[] {
    const status = ({ active }: Publication): string => (active ? 'active' : 'inactive');
    return [
      ...[...this.#published.values()].map((one) => ({
        location: 'local',
        mid: one.transceiver.mid,
        trackName: one.name,
        status: status(one),
      })),
      ...this.#watched.map(({ owner, publication, transceiver }) => ({
        location: 'remote',
        mid: transceiver.mid,
        sessionId: owner,
        trackName: publication.name,
        status: status(publication),
      })),
    ];
  }

  async end(): Promise<void> {
    for (const { stop } of this.#watched.splice(0)) stop();
    for (const publication of this.#published.values()) publication.active = false;
    await this.#connection.close();
  }

  #requireStable(): void {
    if (this.#asked) throw new SfuError(406, 'invalid_session_description');
  }
}

/** Of RTP's clock for pictures, between two frames at thirty a second. */
const FRAME = 3_000;

/**
 * A copy for each who watches, since sending numbers it anew: on from the last, also where another layer `begins`. The sender's header extensions mean
 * nothing on another connection.
 */
async function send(sender: RTCRtpSender, packet: RtpPacket, begins: boolean): Promise<void> {
  const copy = packet.clone();
  copy.header.extensions = [];
  const { sequenceNumber, timestamp } = copy.header;
  // As if the one before it had been the last: the same number twice would be dropped.
  if (begins) sender.replaceRTP({ sequenceNumber: (sequenceNumber - 1) & 0xffff, timestamp: (timestamp - FRAME) >>> 0 });
  await sender.sendRtp(copy);
}
