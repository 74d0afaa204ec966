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

  /** Every packet of the layer one would like best, or of the first in alphabetical order, from its next key frame on. Answers how to stop. */
  forward(preferred: string | undefined, take: (packet: RtpPacket) => void): { refresh: () => void; stop: () => void } {
    const rids = [...this.#live].sort();
    const track = this.#layers.get(preferred !== undefined && this.#live.has(preferred) ? preferred : rids[0]!)!;
    const { unSubscribe } = track.onReceiveRtp.subscribe((packet) => {
      if (this.active) take(packet);
    });
    const refresh = (): void => {
      if (track.kind === 'video' && track.ssrc !== undefined) void this.transceiver.receiver.sendRtcpPLI(track.ssrc);
    };
    return { refresh, stop: unSubscribe };
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
      const { refresh, stop } = publication.forward(simulcast?.preferredRid, (packet) => void send(sender, packet));
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

/** A copy for each who watches, since sending numbers it anew. The sender's header extensions mean nothing on another connection. */
async function send(sender: RTCRtpSender, packet: RtpPacket): Promise<void> {
  const copy = packet.clone();
  copy.header.extensions = [];
  await sender.sendRtp(copy);
}
