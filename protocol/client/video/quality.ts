/** How good a connection is, and whether it bears video: from what WebRTC measures to a judgement. Pure. */

export type Quality = 'good' | 'weak' | 'bad';

/** One measurement; null for what is not known. */
export interface Sample {
  /** ms. */
  at: number;
  /** Share of packets lost either way, 0 to 1. */
  loss: number | null;
  /** There and back, ms. */
  rtt: number | null;
  /** What the network seems to bear outwards, bits per second. */
  bandwidth: number | null;
}

export interface Judgement {
  quality: Quality | null;
  /** One's own video is better held back. */
  thrifty: boolean;
  /** Measurements in a row that were too short for video. */
  short: number;
  /** When video is tried again, and how long the next pause is, ms. */
  again: number;
  pause: number;
}

/** Below this video takes what the voice needs, bits per second. */
const VIDEO_NEEDS = 100_000;
const SHORT_IN_A_ROW = 3;
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 300_000;
/** Video that went well for this long begins with the first pause again, ms. */
const GOES_WELL = 60_000;

export const UNJUDGED: Judgement = { quality: null, thrifty: false, short: 0, again: 0, pause: FIRST_PAUSE };

/** The judgement after one more measurement. Video that was held back is tried again after a pause, which doubles while it does not help. */
export function judge(before: Judgement, sample: Sample, sendsVideo: boolean): Judgement {
  const quality = qualityOf(sample);
  if (before.thrifty) {
    return sample.at < before.again ? { ...before, quality } : { ...before, quality, thrifty: false, short: 0, again: sample.at };
  }
  const isShort = sendsVideo && ((sample.bandwidth ?? VIDEO_NEEDS) < VIDEO_NEEDS || (sample.loss ?? 0) > 0.15);
  const short = isShort ? before.short + 1 : 0;
  const pause = short === 0 && sample.at - before.again > GOES_WELL ? FIRST_PAUSE : before.pause;
  if (short < SHORT_IN_A_ROW) return { ...before, quality, short, pause };
  return { quality, thrifty: true, short: 0, again: sample.at + pause, pause: Math.min(pause * 2, LONGEST_PAUSE) };
}

function qualityOf({ loss, rtt }: Sample): Quality | null {
  if (loss === null && rtt === null) return null;
  if ((loss ?? 0) > 0.1 || (rtt ?? 0) > 800) return 'bad';
  return (loss ?? 0) > 0.03 || (rtt ?? 0) > 350 ? 'weak' : 'good';
}

/** What is used of WebRTC's statistics (https://www.w3.org/TR/webrtc-stats/). */
export interface Stat {
  type: string;
  fractionLost?: number;
  roundTripTime?: number;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  nominated?: boolean;
  packetsLost?: number;
  packetsReceived?: number;
}

/** Packets that came and that were lost so far. */
export interface Counted {
  received: number;
  lost: number;
}

/** A measurement from a report, counted from the one before. */
export function measure(report: Iterable<Stat>, before: Counted, at: number): { sample: Sample; counted: Counted } {
  const stats = [...report];
  const most = (values: (number | undefined)[]): number | null => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? Math.max(...known) : null;
  };
  const of = (type: string) => stats.filter((stat) => stat.type === type);
  const sum = (values: (number | undefined)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const inbound = of('inbound-rtp');
  const pairs = of('candidate-pair').filter(({ nominated }) => nominated);
  const counted = {
    received: sum(inbound.map(({ packetsReceived }) => packetsReceived)),
    lost: sum(inbound.map(({ packetsLost }) => packetsLost)),
  };
  const [came, lost] = [counted.received - before.received, counted.lost - before.lost];
  const lossIn = came + lost > 0 ? Math.max(0, lost) / (came + Math.max(0, lost)) : undefined;
  const seconds = most([...pairs.map((pair) => pair.currentRoundTripTime), ...of('remote-inbound-rtp').map((stat) => stat.roundTripTime)]);
  return {
    sample: {
      at,
      loss: most([lossIn, ...of('remote-inbound-rtp').map(({ fractionLost }) => fractionLost)]),
      rtt: seconds === null ? null : seconds * 1000,
      bandwidth: most(pairs.map((pair) => pair.availableOutgoingBitrate)),
    },
    counted,
  };
}
