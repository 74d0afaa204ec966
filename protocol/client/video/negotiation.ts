/**
 * Perfect negotiation (https://www.w3.org/TR/webrtc/#perfect-negotiation-example): both ends may offer at any time; of two offers that
 * cross, the polite end takes its own back.
 */
import type { Signal } from '../../call.ts';

/** What is used of an RTCPeerConnection. */
export interface Negotiable {
  readonly signalingState: string;
  readonly localDescription: { type: string; sdp: string } | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void>;
  addIceCandidate(candidate: { candidate: string; sdpMid: string | null; sdpMLineIndex: number | null }): Promise<void>;
}

export class Negotiation {
  readonly #connection: Negotiable;
  readonly #polite: boolean;
  readonly #send: (signal: Signal) => void;
  readonly #offered: () => Promise<void>;
  #makingOffer = false;
  #ignoresOffer = false;
  #settingAnswer = false;

  /** `offered` is called with each offer of the other before it is answered. */
  constructor(connection: Negotiable, polite: boolean, send: (signal: Signal) => void, offered: () => Promise<void> = async () => {}) {
    this.#connection = connection;
    this.#polite = polite;
    this.#send = send;
    this.#offered = offered;
  }

  /** Something has to be agreed on: call it when the connection says so. */
  async needed(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#tell();
    } finally {
      this.#makingOffer = false;
    }
  }

  /** A signal of the other end, in the order they were sent. */
  async receive(signal: Signal): Promise<void> {
    if (signal.k === 'description') await this.#describe(signal.type, signal.sdp);
    if (signal.k === 'candidate') {
      try {
        await this.#connection.addIceCandidate({ candidate: signal.candidate, sdpMid: signal.mid, sdpMLineIndex: signal.line });
      } catch (error) {
        // Candidates of an offer that was not taken have nowhere to go.
        if (!this.#ignoresOffer) throw error;
      }
    }
  }

  async #describe(type: 'offer' | 'answer', sdp: string): Promise<void> {
    const connection = this.#connection;
    const isReady = !this.#makingOffer && (connection.signalingState === 'stable' || this.#settingAnswer);
    this.#ignoresOffer = type === 'offer' && !isReady && !this.#polite;
    if (this.#ignoresOffer) return;
    this.#settingAnswer = type === 'answer';
    try {
      await connection.setRemoteDescription({ type, sdp });
    } finally {
      this.#settingAnswer = false;
    }
    if (type !== 'offer') return;
    await this.#offered();
    await connection.setLocalDescription();
    this.#tell();
  }

  #tell(): void {
    const { type, sdp } = this.#connection.localDescription ?? {};
    if (sdp !== undefined && (type === 'offer' || type === 'answer')) this.#send({ k: 'description', type, sdp });
  }
}
